import { NEVER, mergeMap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { DrainResult } from 'rxwire';
import type { MarbleHelpers } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { drawnStates, lawfulClient, textClient } from './lawfulClient.js';
import type { TextClient } from './lawfulClient.js';

/** What drains come to that begin at the marbles of a diagram. */
function drains(
  { cold }: Pick<MarbleHelpers, 'cold'>,
  client: TextClient,
  diagram: string,
  deadline?: number,
): Observable<DrainResult> {
  return cold(diagram).pipe(mergeMap(() => client.drain(deadline === undefined ? {} : { deadline })));
}

const results: Readonly<Record<string, DrainResult>> = {
  '0': { delivered: 0, left: 0 },
  '1': { delivered: 1, left: 0 },
  '2': { delivered: 2, left: 0 },
  q: { delivered: 0, left: 2 },
};

describe('drain', () => {
  it(
    'connects to deliver what is queued, waits until it is on the wire, then disconnects',
    marbles((helpers) => {
      const { scheduler, expectObservable, expectSent } = helpers;
      const transport$ = helpers.connection('--o', { buffered: () => (scheduler.frame < 50 ? 8 : 0) });
      const client = lawfulClient(helpers, { transport: transport$ });
      client.send('a');
      client.send('b');

      expectObservable(drains(helpers, client, '-d'), '100ms !').toBe('- 60ms 2', results);
      expectObservable(drawnStates(client)).toBe('di-c 57ms d');
      expectSent(transport$).toBe('---(ab)');
    }),
  );

  it(
    'is over at the deadline, and leaves in the queue what could not be delivered',
    marbles((helpers) => {
      const { expectObservable, expectSent } = helpers;
      const transport$ = helpers.connection(['1s o', '--o']);
      const client = lawfulClient(helpers, { transport: transport$ });
      client.send('a');
      client.send('b');

      expectObservable(drains(helpers, client, '-d', 30), '100ms !').toBe('31ms q', results);
      expectObservable(drawnStates(client)).toBe('di 29ms d---i-c 62ms (d|)');
      helpers.act('35ms c 64ms x', { c: client.connect, x: client.dispose });
      expectSent(transport$).toBe('37ms (ab)');
    }),
  );

  it(
    'waits 5 s unless told otherwise',
    marbles((helpers) => {
      const client = lawfulClient(helpers, { transport: helpers.connection('9s o') });
      client.send('a');
      client.send('b');

      helpers.expectObservable(drains(helpers, client, '-d'), '6s !').toBe('- 5s q', results);
    }),
  );

  it(
    'gives up on a peer that takes nothing at the deadline',
    marbles((helpers) => {
      const transport$ = helpers.connection('o', { buffered: () => 99 });
      const client = lawfulClient(helpers, { transport: transport$, outbox: { highWaterMark: 10 } });
      client.connect();
      client.send('a');
      client.send('b');

      helpers.expectObservable(drains(helpers, client, '-d', 50), '99ms !').toBe('51ms q', results);
      helpers.expectSent(transport$).toBe('');
    }),
  );

  it(
    'has nothing to do when nothing is queued, and does not dial for it',
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions } = helpers;
      const idle$ = helpers.connection('o');
      const open$ = helpers.connection('o');
      const dialling$ = helpers.connection('9ms o');
      const [idleClient, openClient, diallingClient] = [idle$, open$, dialling$].map((transport$) =>
        lawfulClient(helpers, { transport: transport$ }),
      ) as [TextClient, TextClient, TextClient];
      openClient.connect();
      diallingClient.connect();

      expectObservable(drains(helpers, idleClient, '--d'), '--- !').toBe('--0', results);
      expectObservable(drains(helpers, openClient, '--d'), '--- !').toBe('--0', results);
      expectObservable(drains(helpers, diallingClient, '--d'), '--- !').toBe('--0', results);
      expectSubscriptions(idle$.subscriptions).toBe([]);
      expectSubscriptions(open$.subscriptions).toBe('^-!');
      expectSubscriptions(dialling$.subscriptions).toBe('^-!');
    }),
  );

  it(
    'leaves what is queued when the client is not to connect',
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions } = helpers;
      const transport$ = helpers.connection('o');
      const barred = lawfulClient(helpers, { transport: transport$ });
      const idle = lawfulClient(helpers, { transport: transport$, lazy: false });
      barred.disconnect();
      for (const client of [barred, idle]) ['a', 'b'].map(client.send);

      expectObservable(drains(helpers, barred, '--d'), '--- !').toBe('--q', results);
      expectObservable(drains(helpers, idle, '--d'), '--- !').toBe('--q', results);
      expectSubscriptions(transport$.subscriptions).toBe([]);
    }),
  );

  it(
    'goes on over a reconnect',
    marbles((helpers) => {
      const transport$ = helpers.connection(['--#', '-o']);
      const client = lawfulClient(helpers, { transport: transport$ });
      client.send('a');

      helpers.expectObservable(drains(helpers, client, '-d'), '99ms !').toBe('21ms 1', results);
      helpers.expectObservable(drawnStates(client)).toBe('di-w--ic 13ms d');
      helpers.expectSent(transport$).toBe('-------a');
    }),
  );

  it(
    'counts what is sent while it goes on',
    marbles((helpers) => {
      const { scheduler } = helpers;
      const transport$ = helpers.connection('o', { buffered: () => (scheduler.frame < 30 ? 8 : 0) });
      const client = lawfulClient(helpers, { transport: transport$ });
      client.connect();
      client.send('a');

      helpers.expectObservable(drains(helpers, client, '-d'), '99ms !').toBe('41ms 2', results);
      helpers.act('--bc', { b: () => client.send('b'), c: () => client.send('c') });
      helpers.expectSent(transport$).toBe('a-bc');
    }),
  );

  it(
    'ends both ways at once when asked for twice, and undoes no connect that comes after',
    marbles((helpers) => {
      const { scheduler, expectObservable } = helpers;
      const transport$ = helpers.connection('o', { buffered: () => (scheduler.frame < 30 ? 8 : 0) });
      const client = lawfulClient(helpers, { transport: transport$ });
      client.connect();

      expectObservable(drains(helpers, client, '-d-- 9ms d'), '99ms !').toBe('33ms (00)', results);
      helpers.act('34ms c 65ms x', { c: client.connect, x: client.dispose });
      expectObservable(drawnStates(client), '---^').toBe('---c 29ms d(ic) 62ms (d|)');
    }),
  );

  it(
    'starts by itself, and tells the result whenever asked',
    marbles((helpers) => {
      const transport$ = helpers.connection('o');
      const client = lawfulClient(helpers, { transport: transport$ });
      client.send('a');

      const result$ = client.drain();
      result$.subscribe().unsubscribe();

      helpers.expectObservable(result$, '5ms ^').toBe('20ms (1|)', results);
      helpers.expectObservable(result$, '50ms ^').toBe('50ms (1|)', results);
    }),
  );

  it(
    'is over at once when the client gives up, disconnects or is disposed of',
    marbles((helpers) => {
      const { connection, expectObservable } = helpers;
      const [gone, ended, disposed] = [connection('--#'), connection('9s o'), connection('9s o')].map(
        (transport$) => lawfulClient(helpers, { transport: transport$, reconnect: { giveUpOn: () => true } }),
      ) as [TextClient, TextClient, TextClient];
      for (const client of [gone, ended, disposed]) ['a', 'b'].map(client.send);

      expectObservable(drains(helpers, gone, '-d'), '99ms !').toBe('---q', results);
      expectObservable(drains(helpers, ended, '-d'), '99ms !').toBe('---q', results);
      expectObservable(drains(helpers, disposed, '-d'), '99ms !').toBe('---q', results);
      helpers.act('---x', { x: () => [ended.disconnect(), disposed.dispose()] });
    }),
  );

  it('leaves no timer behind', () => {
    const timers: number[] = [];

    marbles((helpers) => {
      const client = textClient({ transport: helpers.connection('9s o') });
      client.send('a');
      client.drain();
      timers.push(timersOf(helpers));
      client.dispose();
      timers.push(timersOf(helpers));
    })();

    expect(timers).toEqual([3, 0]);
  });

  it(
    'connects anew when an observer of the giving up asks for it',
    marbles((helpers) => {
      const transport$ = helpers.connection(['--#', '-----o']);
      const client = lawfulClient(helpers, { transport: transport$, policy: () => ({ _tag: 'None' }) });
      client.send('a');
      client.state$.subscribe((state) => {
        if (state.status === 'disconnected' && state.cause !== undefined) client.drain();
      });

      client.connect();

      helpers.expectObservable(drawnStates(client)).toBe('i-(xi)-c 14ms d');
      helpers.expectSent(transport$).toBe('-------a');
    }),
  );

  it.each([-1, NaN, 2 ** 31, '5'])('refuses a deadline of %p', (deadline) => {
    const client = textClient({ transport: NEVER });

    expect(() => client.drain({ deadline: deadline as number })).toThrow(RangeError);
    expect(() => client.drain({ deadline: deadline as number })).toThrow(/^deadline must be .*got /);
  });
});
