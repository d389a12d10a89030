import { take } from 'rxjs';
import { constant } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { drawnStates, echoing, lawfulClient, textClient } from './lawfulClient.js';
import { openAtOnce } from './openAtOnce.js';
import { once, statuses } from './tellingStates.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

describe('realtimeClient, in the hands of its observers', () => {
  it('is disposed of while it delivers a message', () => {
    const seen: string[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection('-o-ab');
      const client = lawfulClient(helpers, { transport: transport$ });
      client.messages$.subscribe({
        next: () => client.dispose(),
        complete: () => seen.push('first complete'),
      });
      client.messages$.subscribe({
        next: (text) => seen.push(text),
        complete: () => seen.push('second complete'),
      });
      helpers.expectObservable(drawnStates(client)).toBe('ic-(d|)');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^--!');
    })();

    expect(seen).toEqual(['first complete', 'second complete']);
  });

  it('is disposed of while it tells its state', () => {
    const seen: string[] = [];
    const client = textClient({ transport: openAtOnce('a') });
    once(client, 'connected', client.dispose);
    client.state$.subscribe({
      next: ({ status }) => seen.push(status),
      complete: () => seen.push('complete'),
    });

    client.messages$.subscribe({ next: (text) => seen.push(text), complete: () => seen.push('silence') });

    expect(seen).toEqual(['disconnected', 'connecting', 'connected', 'disconnected', 'complete', 'silence']);
  });

  it('loses its last listener while it delivers a message', () => {
    const seen: string[] = [];
    const client = textClient({ transport: openAtOnce('a', 'b') });
    const states = statuses(client);

    client.messages$.pipe(take(1)).subscribe((text) => seen.push(text));

    expect(seen).toEqual(['a']);
    expect(states).toEqual(['disconnected', 'connecting', 'connected', 'disconnected']);
  });

  it('is silent after a disconnect while it delivers what was kept for its first listener', () => {
    const seen: string[] = [];
    const client = textClient({ transport: openAtOnce('a', 'b') });

    client.messages$.subscribe((text) => {
      seen.push(text);
      client.disconnect();
    });

    expect(seen).toEqual(['a']);
    expect(client.metrics.snapshot().received).toBe(1);
  });

  it('gains a listener while it delivers a message: the next one is its first', () => {
    const seen: string[] = [];
    const client = textClient({ transport: openAtOnce('a', 'b') });

    const join = () => client.messages$.subscribe((text) => seen.push(text));
    client.messages$.subscribe((text) => text === 'a' && join());

    expect(seen).toEqual(['b']);
    client.dispose();
  });

  it('has its link closed as soon as it is told of it, and dials again', () => {
    const seen: string[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection(['-(oa)', '-o--b']);
      const client = lawfulClient(helpers, { transport: transport$, policy: constant(9) });
      once(client, 'connected', (state) => {
        if (state.status === 'connected') state.connection.close(4000, 'not you');
      });
      client.messages$.subscribe((text) => seen.push(text));

      helpers.expectObservable(drawnStates(client)).toBe('i(cw)-----ic----(d|)');
      helpers.act('16ms x', { x: client.dispose });
    })();

    expect(seen).toEqual(['b']);
  });

  it('sends while it delivers, to a peer that answers at once: nothing is lost, and all is in order', () => {
    const seen: string[] = [];
    const sent: string[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection('-o');
      const client = lawfulClient(helpers, { transport: echoing(transport$, (text) => `${text}'`) });
      transport$.sent$.subscribe((text) => sent.push(text));
      client.messages$.subscribe((text) => {
        seen.push(text);
        if (text.length < 5)
          [client.send(text), client.send(`${text}"`)].map(({ status }) => seen.push(status));
      });
      helpers.act('--s--x', { s: () => client.send('hi'), x: client.dispose });
    })();

    const queued = ['queued', 'queued'];
    expect(sent).toEqual(['hi', `hi'`, `hi'"`, `hi''`, `hi''"`]);
    expect(seen).toEqual([`hi'`, ...queued, `hi''`, ...queued, `hi'"'`, `hi'''`, `hi''"'`]);
  });

  it('goes on when observers throw, and tells rxjs', () => {
    const seen: string[] = [];
    const fail = (where: string) => () => {
      throw new Error(where);
    };

    const unhandled = unhandledErrors((helpers) => {
      const transport$ = helpers.connection(['-o-anb-r-#', '-o-c'], {
        values: { a: 'a', n: '!', b: 'b', r: 'r', c: 'c' },
      });
      const client = lawfulClient(helpers, { transport: transport$, idOf: (text) => text });
      client.state$.subscribe(fail('state$'));
      client.invalid$.subscribe(fail('invalid$'));
      client.metrics$.pipe(take(1)).subscribe(fail('metrics$'));
      client.messages$.subscribe(fail('messages$'));
      client.request('r').subscribe(fail('request'));
      client.messages$.subscribe((text) => seen.push(text));
      helpers.act('20ms x', { x: client.dispose });
    });

    expect(seen).toEqual(['a', 'b', 'r', 'c']);
    const where = unhandled.map((error) => (error as Error).message);
    expect(new Set(where)).toEqual(new Set(['state$', 'invalid$', 'metrics$', 'messages$', 'request']));
    expect(where.filter((each) => each === 'messages$')).toHaveLength(4);
    expect(where.filter((each) => each === 'state$')).toHaveLength(7);
  });
});
