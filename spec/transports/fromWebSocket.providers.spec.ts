import { EMPTY, NEVER, asapScheduler, firstValueFrom, map, mergeMap, of, retry, throwError } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import type { ConnectionError, FromWebSocketConfig } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import type { FakeWebSockets } from 'rxwire/testing';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

type Url = FromWebSocketConfig['url'];

/** Promises know no virtual time, but these sockets no timer either: they open in the next microtask. */
function openAtOnce(): FakeWebSockets {
  return fakeWebSocket('o', { scheduler: asapScheduler });
}

describe('fromWebSocket, with providers', () => {
  it.each<[string, Url, string]>([
    ['a promise', Promise.resolve('ws://promised'), 'ws://promised/'],
    ['a function that gives a promise', () => Promise.resolve('http://promised'), 'ws://promised/'],
    [
      'a thenable',
      { then: (done: (url: string) => void) => done('ws://thenable') } as never,
      'ws://thenable/',
    ],
  ])('dials %s', async (_, provider, dialled) => {
    const { webSocket, peers } = openAtOnce();

    await firstValueFrom(fromWebSocket({ url: provider, webSocket }));

    expect(peers.map(({ socket }) => socket.url)).toEqual([dialled]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('no token'))],
    ['throws later', async () => Promise.reject(new Error('no token'))],
  ])('fails when one %s, which names the option', async (_, protocols) => {
    const dialled$ = fromWebSocket({ url: 'ws://a', protocols, webSocket: openAtOnce().webSocket });

    const failure = await firstValueFrom(dialled$).catch((error: ConnectionError) => error);

    expect(failure).toMatchObject({ kind: 'provider', option: 'protocols' });
    expect(failure).toHaveProperty('message', 'the provider of protocols failed: no token');
    expect(failure).toHaveProperty('cause', new Error('no token'));
  });

  it(
    'asks anew at each dial, and tells the attempt',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket(['-#', '-#', 'o-#', 'o']);
      const unsubscribed = '^-----!';
      const expected = '    --c-c-';
      const calls = '       abc-a-x';

      const connection$ = fromWebSocket({
        url: ({ attempt }) => `ws://host-${attempt}`,
        protocols: ({ attempt }) => of(`v${attempt}`),
        webSocket,
      }).pipe(
        map(() => 'c'),
        retry(3),
      );

      expectObservable(connection$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, {
        a: 'dial ws://host-0/ v0',
        b: 'dial ws://host-1/ v1',
        c: 'dial ws://host-2/ v2',
        x: 'close 1000',
      });
    }),
  );

  it(
    'dials the first value of an observable, when all providers have one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { webSocket, calls$ } = fakeWebSocket('-o');
      const url$ = cold('      --u--v', { u: 'ws://u', v: 'ws://v' });
      const protocols$ = cold('---p--q');
      const calls = '          ---d--x';
      const unsubscribed = '   ^-----!';
      const expected = '       ----c';

      const connection$ = fromWebSocket({ url: url$, protocols: protocols$, webSocket }).pipe(map(() => 'c'));

      expectObservable(connection$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://u/ p', x: 'close 1000' });
      expectSubscriptions(url$.subscriptions).toBe('^-!');
      expectSubscriptions(protocols$.subscriptions).toBe('^--!');
    }),
  );

  it.each<[string, Url]>([
    [
      'throws',
      () => {
        throw new Error('no token');
      },
    ],
    ['errs', throwError(() => new Error('no token'))],
    ['is empty', () => EMPTY],
  ])('fails without dialling when one %s', (_, provider) => {
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('o');

      const connection$ = fromWebSocket({ url: provider, webSocket }).pipe(failingWithFacts());

      expectObservable(connection$).toBe('#', undefined, { kind: 'provider', option: 'url' });
      expectObservable(calls$).toBe('');
    })();
  });

  it(
    'recovers with the next dial',
    marbles(({ cold, expectObservable }) => {
      const { webSocket } = fakeWebSocket('o');
      const failing$ = cold<string>('--#');
      const unsubscribed = '         ^---!';
      const expected = '             --c-';

      const connection$ = fromWebSocket({
        url: ({ attempt }) => (attempt === 0 ? failing$ : 'ws://a'),
        webSocket,
      }).pipe(
        map(() => 'c'),
        retry(1),
      );

      expectObservable(connection$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'fails on a URL that cannot be dialled like on one that was given at once',
    marbles(({ cold, expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('o');
      const url$ = cold('--u', { u: '/feed' });

      const connection$ = fromWebSocket({ url: url$, webSocket }).pipe(failingWithFacts());

      expectObservable(connection$).toBe('--#', undefined, { kind: 'invalid-url', url: '/feed' });
      expectObservable(calls$).toBe('');
    }),
  );

  it(
    'does not wait for one that hangs longer than connectTimeout',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('o');
      const config = { url: 'ws://a', protocols: NEVER, webSocket, connectTimeout: 3 };

      const connection$ = fromWebSocket(config).pipe(failingWithFacts());

      expectObservable(connection$).toBe('---#', undefined, { kind: 'connect-timeout', timeout: 3 });
      expectObservable(calls$).toBe('');
    }),
  );

  it('opens nothing when a promise is slower than the unsubscribe', async () => {
    const { webSocket, peers } = openAtOnce();
    const { promise, resolve } = deferred<string>();

    fromWebSocket({ url: promise, webSocket }).subscribe().unsubscribe();
    resolve('ws://a');
    await firstValueFrom(of(promise).pipe(mergeMap((late) => late)));

    expect(peers).toEqual([]);
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
