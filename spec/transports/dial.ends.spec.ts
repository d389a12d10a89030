import { catchError, concat, map, mergeMap, of, retry } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import { drawnWebSocket } from '../support/drawnWebSocket.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'ws://a';
const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });

describe('dial, when the link ends', () => {
  it.each([
    [1000, 'bye', true],
    [1001, '', true],
    [1005, '', true],
    [1006, '', false],
    [1008, 'policy', true],
    [1012, 'restart', true],
    [4401, 'signed out', true],
  ])('tells a close with %i %p', (code, reason, wasClean) => {
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, '-o-x', {
        x: (socket) => socket.closes(code, reason, wasClean),
      });
      const calls = '   d';
      const expected = '-c-#';

      const connection$ = fromWebSocket({ url, webSocket }).pipe(
        map(() => 'c'),
        failingWithFacts(),
      );

      expectObservable(connection$).toBe(expected, undefined, { kind: 'closed', code, reason, wasClean });
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/' });
    })();
  });

  it(
    'tells an error and its close once, by the close',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket } = drawnWebSocket(scheduler, 'o-e-x', {
        e: (socket) => socket.fails(new Error('anything')),
        x: (socket) => socket.closes(1006),
      });
      const end = { kind: 'closed', code: 1006, reason: '', wasClean: false };
      const expected = 'c---#';

      const connection$ = fromWebSocket({ url, webSocket }).pipe(
        map(() => 'c'),
        failingWithFacts(),
      );

      expectObservable(connection$).toBe(expected, undefined, end);
    }),
  );

  it(
    'completes what comes in before it fails',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket } = drawnWebSocket(scheduler, 'o-a-#');
      const expected = '                               --a-(x#)';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => concat(connection.incoming$, of('x'))),
      );

      expectObservable(story$).toBe(expected, undefined, expect.objectContaining({ kind: 'closed' }));
    }),
  );

  it(
    'is deaf to what that socket does later',
    marbles(({ scheduler, expectObservable }) => {
      const zombie = '    o-x-aoe#';
      const { webSocket, calls$ } = drawnWebSocket(scheduler, [zombie, '---o-b-'], {
        x: (socket) => socket.closes(1012),
        e: (socket) => socket.fails(new Error('late')),
      });
      const calls = '       d-d------x';
      const unsubscribed = '^--------!';
      const expected = '    c----c-b-';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => concat(of('c'), connection.incoming$)),
        retry(1),
      );

      expectObservable(story$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
    }),
  );
});

describe('dial, when no link comes about', () => {
  it.each([
    ['the error of the platform', refused, refused.message, { code: 'ECONNREFUSED' }],
    ['an error without a code', new Error('blocked'), 'blocked', {}],
    ['that it never opened, where there is no more', undefined, 'never opened', {}],
  ])('tells %s', (_, cause, words, details) => {
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, '--x', {
        x: (socket) => {
          socket.fails(cause);
          socket.closes();
        },
      });
      const calls = '   d';
      const expected = '--(m|)';

      const told$ = fromWebSocket({ url, webSocket }).pipe(
        catchError((error: Error) => of({ ...error, message: error.message, cause: error.cause })),
      );

      expectObservable(told$).toBe(expected, {
        m: { kind: 'unreachable', message: `no connection: ${words}`, cause, ...details },
      });
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/' });
    })();
  });

  it(
    'gives up after connectTimeout, counted from the subscription',
    marbles(({ scheduler, time, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, '------o');
      const connectTimeout = time('---|');
      const calls = '              d--x';
      const expected = '           ---#';

      const connection$ = fromWebSocket({ url, webSocket, connectTimeout }).pipe(failingWithFacts());

      expectObservable(connection$).toBe(expected, undefined, { kind: 'connect-timeout', timeout: 3 });
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
    }),
  );

  it(
    'never gives up on a link that opened in time',
    marbles(({ scheduler, time, expectObservable }) => {
      const { webSocket } = drawnWebSocket(scheduler, '--o');
      const connectTimeout = time('---|');
      const unsubscribed = '       ^--------!';
      const expected = '           --c';

      const connection$ = fromWebSocket({ url, webSocket, connectTimeout }).pipe(map(() => 'c'));

      expectObservable(connection$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'gives up after ten seconds unless told otherwise',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket } = drawnWebSocket(scheduler, '-');
      const expected = '10s #';

      const connection$ = fromWebSocket({ url, webSocket }).pipe(failingWithFacts());

      expectObservable(connection$).toBe(expected, undefined, { kind: 'connect-timeout', timeout: 10_000 });
    }),
  );

  it(
    'tells what the constructor of the socket throws',
    marbles(({ expectObservable }) => {
      const webSocket = class {
        constructor() {
          throw new SyntaxError('duplicate subprotocol');
        }
      };

      const connection$ = fromWebSocket({ url, webSocket: webSocket as never }).pipe(failingWithFacts());

      expectObservable(connection$).toBe('#', undefined, { kind: 'unsupported' });
    }),
  );
});
