import { NEVER } from 'rxjs';
import { RequestError, constant, realtimeClient } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { drawnStates, lawfulClient, textClient, textCodec } from './lawfulClient.js';

describe('realtimeClient, lazy', () => {
  it(
    'dials for the first listener, once for all, and hangs up after the last',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a--b-');
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$, '--^---!').toBe('-----a');
      helpers.expectObservable(client.messages$, '---^------!').toBe('-----a--b');
      helpers.expectObservable(drawnStates(client)).toBe('d-ic------d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('--^-------!');
    }),
  );

  it(
    'counts a listener for each request and drain as well',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o');
      const client = lawfulClient(helpers, { transport: transport$, idOf: (text) => text });

      const request$ = client.request('q', { timeout: 4 });
      const late = new RequestError('timeout', 'no reply within 4 ms', 'q');
      helpers.expectObservable(request$, '--^').toBe('------#', undefined, late);
      helpers.expectObservable(drawnStates(client)).toBe('d-ic--d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('--^---!');
      helpers.expectSent(transport$).toBe('---q');
    }),
  );

  it(
    'keeps the link for linger after the last listener, and for whoever comes within it',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a--b--c');
      const client = lawfulClient(helpers, { transport: transport$, linger: 4 });

      helpers.expectObservable(client.messages$, '^---!').toBe('---a');
      helpers.expectObservable(client.messages$, '-----^-!').toBe('------b');
      helpers.expectObservable(drawnStates(client)).toBe('ic---------d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^----------!');
    }),
  );

  it(
    'dials anew for who comes after linger',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o');
      const client = lawfulClient(helpers, { transport: transport$, linger: 2 });

      helpers.expectObservable(client.messages$, '^--!').toBe('');
      helpers.expectObservable(client.messages$, '------^--!').toBe('');
      helpers.expectObservable(drawnStates(client)).toBe('ic---dic---d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe(['^----!', '------^----!']);
    }),
  );

  it('leaves no timer behind when linger is over, or cut short', () => {
    const timers: number[] = [];

    marbles((helpers) => {
      const client = textClient({ transport: NEVER, linger: 5 });
      const visit = () => client.messages$.subscribe().unsubscribe();
      const count = () => timers.push(timersOf(helpers));
      visit();
      count();
      client.disconnect();
      count();
      visit();
      count();
      client.connect();
      visit();
      count();
      client.dispose();
      visit();
      count();
    })();

    expect(timers).toEqual([1, 0, 0, 0, 0]);
  });

  it(
    'stays connected after connect, whoever comes and goes, until disconnect',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a--b--c');
      const client = lawfulClient(helpers, { transport: transport$, linger: 1 });

      helpers.act('c--------x', { c: client.connect, x: client.disconnect });
      helpers.expectObservable(client.messages$, '--^-!').toBe('---a');
      helpers.expectObservable(drawnStates(client), '--^').toBe('--c------d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^--------!');
    }),
  );

  it(
    'takes over by connect a link that lingers',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o');
      const client = lawfulClient(helpers, { transport: transport$, linger: 4 });

      helpers.expectObservable(client.messages$, '^--!').toBe('');
      helpers.act('-----c-------x', { c: client.connect, x: client.disconnect });
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^------------!');
    }),
  );

  it(
    'stays disconnected after disconnect: no listener brings it back, only connect',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a-----');
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$, '^------------------!').toBe('---a--------a');
      helpers.expectObservable(client.messages$, '------^---!').toBe('');
      helpers.act('----x----c', { x: client.disconnect, c: client.connect });
      helpers.expectObservable(drawnStates(client), '^ 15ms !').toBe('ic--d----ic');
      helpers.act('20ms x', { x: client.disconnect });
      helpers.expectSubscriptions(transport$.subscriptions).toBe(['^---!', '---------^ 10ms !']);
    }),
  );

  it(
    'stays disconnected when the network comes back, or wakes',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-#');
      const wake$ = helpers.hot('       ---------k');
      const offline$ = helpers.hot('    ----------o-p', { o: true, p: false });
      const client = lawfulClient(helpers, {
        transport: transport$,
        policy: constant(99),
        reconnect: { wake$, offline$ },
      });

      helpers.expectObservable(client.messages$, '^ 20ms !').toBe('');
      helpers.act('------x', { x: client.disconnect });
      helpers.expectObservable(drawnStates(client)).toBe('ic-w--d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^--!');
      helpers.expectSubscriptions(wake$.subscriptions).toBe('---^--!');
    }),
  );

  it(
    'ends a wait when it wakes, while somebody listens',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-#', '-o']);
      const client = lawfulClient(helpers, {
        transport: transport$,
        policy: constant(99),
        reconnect: { wake$: helpers.hot('------k') },
      });

      helpers.expectObservable(client.messages$, '^-------!').toBe('');
      helpers.expectObservable(drawnStates(client)).toBe('ic-w--icd');
    }),
  );

  it(
    'ends a dial, a wait or a link when the last listener leaves',
    marbles((helpers) => {
      const dial$ = helpers.connection('9ms o');
      const wait$ = helpers.connection('-#');
      const link$ = helpers.connection('-o');
      const [dialling, waiting, linked] = [dial$, wait$, link$].map((transport$) =>
        lawfulClient(helpers, { transport: transport$, policy: constant(9) }),
      );

      for (const client of [dialling, waiting, linked]) {
        helpers.expectObservable(client?.messages$ ?? NEVER, '^---!').toBe('');
      }
      helpers.expectSubscriptions(dial$.subscriptions).toBe('^---!');
      helpers.expectSubscriptions(wait$.subscriptions).toBe('^!');
      helpers.expectSubscriptions(link$.subscriptions).toBe('^---!');
    }),
  );

  it(
    'counts no listeners when it is not lazy: only connect and disconnect',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a');
      const client = lawfulClient(helpers, { transport: transport$, lazy: false });

      helpers.expectObservable(client.messages$, '^ 10ms !').toBe('-----a');
      helpers.act('--c-------- 9ms x', { c: client.connect, x: client.disconnect });
      helpers.expectObservable(drawnStates(client)).toBe('d-ic------- 9ms d');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('--^-------- 9ms !');
    }),
  );

  it(
    'opens a socket for the first listener, and closes it with 1000 after the last',
    marbles((helpers) => {
      const { webSocket, calls$ } = fakeWebSocket('-o-a');
      const client = realtimeClient({ url: 'ws://example.org', webSocket, codec: textCodec });
      const calls = '  d---s-x';

      helpers.act('----s', { s: () => client.send('hi') });
      helpers.expectObservable(client.messages$, '^----!').toBe('---a');
      helpers.expectObservable(client.messages$, '^-----!').toBe('---a');
      helpers.expectObservable(calls$).toBe(calls, {
        d: 'dial ws://example.org/',
        s: 'send hi',
        x: 'close 1000',
      });
    }),
  );
});
