import { concat, map, merge, mergeMap, of, retry } from 'rxjs';
import { fromEventSource } from 'rxwire';
import type { ConnectionError } from 'rxwire';
import { eventStreamFetch } from '../support/eventStreamFetch.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';
import { released } from '../support/released.js';

const url = 'http://a/';

describe('fromEventSource', () => {
  it(
    'is as drawn: dials, emits the connection at the headers, and errors at the end; again, it goes on from the last ID',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['--o-a-k-#', '--o'], {
        a: 'id: 7\ndata: a\n\n',
        k: ': still here\n\n',
      });
      const unsubscribed = '          ^------------!';
      const expected = '              --c-a-k---d--';
      const calls = '                 q-------r----x';

      const story$ = fromEventSource({ url, fetch }).pipe(
        mergeMap(({ resumedFrom, incoming$, comment$ }) =>
          merge(of(`from ${resumedFrom}`), incoming$.pipe(map(({ data }) => data)), comment$),
        ),
        retry(1),
      );

      expectObservable(story$, unsubscribed).toBe(expected, {
        c: 'from ',
        a: 'a',
        k: 'still here',
        d: 'from 7',
      });
      expectObservable(calls$).toBe(calls, { q: 'GET http://a/', r: 'GET http://a/ #7', x: 'abort' });
    }),
  );

  it(
    'does nothing until it is subscribed to, and dials anew for each subscriber',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o');
      const first = '  ---^----!';
      const second = ' -----^----!';
      const calls = '  ---q-q--x-x';

      const connection$ = fromEventSource({ url, fetch }).pipe(map(() => 'c'));

      expectObservable(connection$, first).toBe(' ---c');
      expectObservable(connection$, second).toBe('-----c');
      expectObservable(calls$).toBe(calls, { q: 'GET http://a/', x: 'abort' });
    }),
  );

  it(
    'completes what comes in before it fails',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o-a-|');
      const expected = '                       --a-(x#)';

      const story$ = fromEventSource({ url, fetch }).pipe(
        mergeMap(({ incoming$ }) => concat(incoming$.pipe(map(({ data }) => data)), of('x'))),
      );

      expectObservable(story$).toBe(expected, undefined, expect.objectContaining({ kind: 'closed' }));
    }),
  );

  it(
    'goes one way: what is sent is refused with a typed error',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o');

      const refusal$ = fromEventSource({ url, fetch }).pipe(
        map(({ send, buffered }) => {
          try {
            return send('hello' as never);
          } catch (error) {
            return [(error as ConnectionError).kind, buffered()];
          }
        }),
      );

      expectObservable(refusal$, '^-!').toBe('r', { r: ['unsupported', 0] });
    }),
  );

  it(
    'asks the platform for its fetch at each dial, and says so when there is none',
    marbles(({ scheduler, expectObservable }) => {
      const { fetch } = eventStreamFetch('o');
      const platform = globalThis.fetch;
      const missing$ = fromEventSource({ url }).pipe(failingWithFacts());

      released(() => (globalThis.fetch = platform));
      globalThis.fetch = undefined as never;
      expectObservable(missing$).toBe('#', undefined, { kind: 'unsupported' });
      scheduler.schedule(() => (globalThis.fetch = fetch as never), 1);
      expectObservable(missing$.pipe(map(() => 'c')), '--^-!').toBe('--c');
    }),
  );

  it.each([
    ['ftp://a', 'ConnectionError: url must be an http or https URL; got ftp://a'],
    ['/feed', 'ConnectionError: url must be an http or https URL; got /feed'],
    [undefined as never, 'ConnectionError: url must be an http or https URL; got undefined'],
  ])('refuses the URL %p when it is made', (wrong, words) => {
    expect(() => fromEventSource({ url: wrong })).toThrow(words.replace('ConnectionError: ', ''));
  });

  it.each([
    [{ connectTimeout: 0 }, RangeError, 'connectTimeout must be a number, 1 or more; got 0'],
    [{ connectTimeout: Infinity }, RangeError, 'connectTimeout must be at most 2147483647 ms'],
    [{ idleTimeout: -1 }, RangeError, 'idleTimeout must be a number, 1 or more; got -1'],
    [{ idleTimeout: 2 ** 31 }, RangeError, 'idleTimeout must be at most 2147483647 ms'],
    [{ maxLineLength: 0 }, RangeError, 'maxLineLength must be a number, 1 or more; got 0'],
    [{ maxEventSize: NaN }, RangeError, 'maxEventSize must be a number, 1 or more; got NaN'],
    [{ lastEventId: 'a\nb' }, TypeError, 'lastEventId cannot hold a line end; got "a\\nb"'],
    [{ lastEventId: 'a\0b' }, TypeError, 'lastEventId cannot hold NULL'],
    [
      { lastEventId: 'a\x01' },
      Error,
      'no header can hold the last event ID "a\\u0001": it cannot be resumed',
    ],
  ])('refuses %p when it is made', (wrong, type, words) => {
    const make = (): unknown => fromEventSource({ url, ...wrong });

    expect(make).toThrow(type);
    expect(make).toThrow(words);
  });

  it('fits the fetch of the platform, of undici and of a fake that wants less, without casts', async () => {
    const undici = await import('undici');
    const fake = async (_url: string, init: { signal: AbortSignal }): Promise<Response> =>
      fetch('data:,', { signal: init.signal });

    expect(() => {
      fromEventSource({ url, fetch });
      fromEventSource({ url, fetch: undici.fetch });
      fromEventSource({ url, fetch: fake });
      fromEventSource({ url, fetch: (input, init) => fetch(input, { ...init, priority: 'high' }) });
    }).not.toThrow();
  });
});
