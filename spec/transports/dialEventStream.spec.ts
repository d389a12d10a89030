import { concat, map, merge, mergeMap, of, retry, take, takeUntil, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { fromEventSource } from 'rxwire';
import type { EventSourceConnection, FetchLike } from 'rxwire';
import { eventStreamFetch } from '../support/eventStreamFetch.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'http://a/';
const q = 'GET http://a/';
const opening = map((): string => 'c');
const data = mergeMap(({ incoming$ }: EventSourceConnection) => incoming$.pipe(map((event) => event.data)));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('dialEventStream, when the stream ends', () => {
  it.each([
    ['that the server ended', 'o--|', { code: 1005, wasClean: true }],
    ['that broke', 'o--#', { code: 1006, wasClean: false }],
  ])('tells an end %s', (_, diagram, details) => {
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(diagram);
      const end = { kind: 'closed', reason: '', ...details };

      const connection$ = fromEventSource({ url, fetch }).pipe(opening, failingWithFacts());

      expectObservable(connection$).toBe('c--#', undefined, end);
      expectObservable(calls$).toBe('     q', { q });
    })();
  });

  it(
    'keeps what the platform said of a break as the cause',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o-#');

      const connection$ = fromEventSource({ url, fetch }).pipe(opening);

      expectObservable(connection$).toBe(
        'c-#',
        undefined,
        expect.objectContaining({ message: 'closed with 1006', cause: new TypeError('network error') }),
      );
    }),
  );

  it(
    'ends with words that it is closed with, once',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o-a-b');
      const end = { kind: 'closed', code: 4001, reason: 'enough', wasClean: false };

      const closing$ = fromEventSource({ url, fetch }).pipe(
        mergeMap(({ incoming$, close }) =>
          merge(
            incoming$.pipe(map((event) => event.data)),
            timer(3).pipe(
              map(() => {
                close(4001, 'enough');
                close(4002, 'too late');
                return 'never told';
              }),
            ),
          ),
        ),
        failingWithFacts(),
      );

      expectObservable(closing$).toBe('--a#', undefined, end);
      expectObservable(calls$).toBe('  q--x', { q, x: 'abort' });
    }),
  );

  it(
    'refuses a code that no application may close with',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o');

      const closing$ = fromEventSource({ url, fetch }).pipe(map(({ close }) => close(1001)));

      expectObservable(closing$).toBe(
        '#',
        undefined,
        new RangeError('close code must be 1000 or from 3000 to 4999, got 1001'),
      );
    }),
  );

  it(
    'drops an event that the stream does not finish',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o-a-b-|', { b: 'id: 9\ndata: half' });

      const data$ = fromEventSource({ url, fetch }).pipe(data);

      expectObservable(data$).toBe('--a---#', undefined, expect.objectContaining({ code: 1005 }));
    }),
  );

  it.each([
    ['a line', { maxLineLength: 8 }, 'A line of the event stream is longer than maxLineLength, 8'],
    ['an event', { maxEventSize: 3 }, 'The data of an event is longer than maxEventSize, 3'],
  ])('ends, and aborts, when %s is too long', (_, limits, message) => {
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o-a-b', { b: 'data: long\n\n' });

      const data$ = fromEventSource({ url, fetch, ...limits }).pipe(data);

      expectObservable(data$).toBe('--a-#', undefined, expect.objectContaining({ message, code: 1009 }));
      expectObservable(calls$).toBe('q---x', { q, x: 'abort' });
    })();
  });

  it(
    'is deaf to what that request does later',
    marbles(({ time, expectObservable }) => {
      // One that goes on when it is aborted, as a poor polyfill does.
      const { fetch: deafFetch } = eventStreamFetch(['---o-a|', '-o--c']);
      const fetch: FetchLike = (target, init) => deafFetch(target, { ...init, signal: null });
      const connectTimeout = time('    --|');
      const unsubscribed = '           ^-------!';
      const expected = '               ------c';

      const data$ = fromEventSource({ url, fetch, connectTimeout }).pipe(data, retry(1));

      expectObservable(data$, unsubscribed).toBe(expected);
    }),
  );
});

describe('dialEventStream, when no stream comes about', () => {
  it(
    'tells why the platform failed: the cause of its error, and the code of that',
    marbles(({ expectObservable }) => {
      const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      const failure = {
        then: (_: unknown, fail: (e: Error) => void) =>
          fail(new TypeError('fetch failed', { cause: refused })),
      };

      const connection$ = fromEventSource({ url, fetch: () => failure as never });

      expectObservable(connection$).toBe(
        '#',
        undefined,
        expect.objectContaining({
          kind: 'unreachable',
          code: 'ECONNREFUSED',
          message: 'no connection: connect ECONNREFUSED',
          cause: refused,
        }),
      );
    }),
  );

  it.each([
    [
      'throws',
      () => {
        throw new SyntaxError('bad header');
      },
      'no connection: bad header',
    ],
    [
      'answers with no response',
      () => ({ then: (done: (r: unknown) => void) => done(undefined) }),
      /^no connection: Cannot/,
    ],
  ])('tells of a fetch that %s', (_, fetch, message) => {
    marbles(({ expectObservable }) => {
      const connection$ = fromEventSource({ url, fetch: fetch as never });

      expectObservable(connection$).toBe(
        '#',
        undefined,
        expect.objectContaining({ kind: 'unreachable', message: expect.stringMatching(message) }),
      );
    })();
  });

  it(
    'gives up after connectTimeout, counted from the subscription to the headers',
    marbles(({ time, expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('----o');
      const connectTimeout = time('---|');

      const connection$ = fromEventSource({ url, fetch, connectTimeout }).pipe(failingWithFacts());

      expectObservable(connection$).toBe('---#', undefined, { kind: 'connect-timeout', timeout: 3 });
      expectObservable(calls$).toBe('     q--x', { q, x: 'abort' });
    }),
  );

  it(
    'never gives up on headers that came in time, and after ten seconds unless told otherwise',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch(['9999ms o', '-']);

      const connection$ = fromEventSource({ url, fetch });

      expectObservable(connection$.pipe(opening), '30s !').toBe('9999ms c');
      expectObservable(connection$.pipe(failingWithFacts()), '1ms ^').toBe('10001ms #', undefined, {
        kind: 'connect-timeout',
        timeout: 10_000,
      });
    }),
  );
});

describe('dialEventStream, when the stream is silent', () => {
  it(
    'ends after idleTimeout, counted from the last byte: of events, of comments, of what is no event yet',
    marbles(({ time, expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o--a--k--h----x', { k: ':\n', h: 'dat' });
      const idleTimeout = time('                       ----|');
      const expected = '                               c------------#';
      const calls = '                                  q------------x';

      const connection$ = fromEventSource({ url, fetch, idleTimeout }).pipe(opening, failingWithFacts());

      expectObservable(connection$).toBe(expected, undefined, { kind: 'heartbeat-timeout', timeout: 4 });
      expectObservable(calls$).toBe(calls, { q, x: 'abort' });
    }),
  );

  it(
    'lives unless told otherwise',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o 86399999ms a');

      const data$ = fromEventSource({ url, fetch }).pipe(data);

      expectObservable(data$, '90000s !').toBe('86400s a');
    }),
  );

  it(
    'tells every chunk as a sign of life, and comments as text',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('o-a-k----(lh)-#', {
        a: 'data: a\n\n',
        k: ': one\n: two\n',
        l: ':\n',
        h: 'dat',
      });
      const source$ = fromEventSource({ url, fetch });

      const life$ = source$.pipe(mergeMap(({ activity$ }) => concat(activity$, of('|'))));
      const comment$ = source$.pipe(mergeMap((connection) => concat(connection.comment$, of('|'))));

      const end = expect.objectContaining({ code: 1006 }) as unknown;
      expectObservable(life$).toBe(
        '   --a-k----(lh)-(e#)',
        { a: bytes('data: a\n\n'), k: bytes(': one\n: two\n'), l: bytes(':\n'), h: bytes('dat'), e: '|' },
        end,
      );
      expectObservable(comment$).toBe('----(12)-l----(e#)', { 1: 'one', 2: 'two', l: '', e: '|' }, end);
    }),
  );
});

describe('dialEventStream, unsubscribed', () => {
  const leave = <T>(source$: Observable<T>, at: number): Observable<T> => source$.pipe(takeUntil(timer(at)));

  it.each([
    ['before the headers', '----o', '--|', 'q-x'],
    ['open', 'o', 'c-|', 'q-x'],
    ['in the turn of the headers', '--o', '--|', 'q-x'],
  ])('aborts %s, and is silent', (_, diagram, expected, calls) => {
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(diagram);

      const connection$ = leave(fromEventSource({ url, fetch }).pipe(opening), 2);

      expectObservable(connection$).toBe(expected);
      expectObservable(calls$).toBe(calls, { q, x: 'abort' });
    })();
  });

  it(
    'reads no more of a chunk when nobody listens any more, and goes on from there',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-a', '--o--a'], {
        a: 'id: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n\n',
      });
      const source$ = fromEventSource({ url, fetch }).pipe(data);

      expectObservable(concat(source$.pipe(take(2)), source$.pipe(take(1)))).toBe('--(12)-(1|)');
      expectObservable(calls$).toBe('q-(xr)-x', { q, x: 'abort', r: `${q} #2` });
    }),
  );
});
