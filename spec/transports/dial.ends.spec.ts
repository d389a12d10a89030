import { catchError, concat, map, mergeMap, of, retry } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import { closedBy, fakeWebSocket } from 'rxwire/testing';
import type { FakeWebSocketPeer } from 'rxwire/testing';
import { failingWithFacts } from '../support/facts.js';
import { lateEvents } from '../support/lateEvents.js';
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
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('-o-x', { values: { x: closedBy(code, reason) } });
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
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('o-e', {
        values: { e: (peer) => peer.break(new Error('anything')) },
      });
      const end = { kind: 'closed', code: 1006, reason: '', wasClean: false };
      const expected = 'c-#';

      const connection$ = fromWebSocket({ url, webSocket }).pipe(
        map(() => 'c'),
        failingWithFacts(),
      );

      expectObservable(connection$).toBe(expected, undefined, end);
    }),
  );

  it(
    'completes what comes in before it fails',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('o-a-#');
      const expected = '                               --a-(x#)';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => concat(connection.incoming$, of('x'))),
      );

      expectObservable(story$).toBe(expected, undefined, expect.objectContaining({ kind: 'closed' }));
    }),
  );

  it(
    'is deaf to what that socket does later',
    marbles(({ hot, expectObservable }) => {
      const dials = ['     o-x', '---o-b-'];
      const { webSocket, peers, calls$ } = fakeWebSocket(dials, { values: { x: closedBy(1012) } });
      const zombie = '    ----z-z';
      const calls = '       d-d------x';
      const unsubscribed = '^--------!';
      const expected = '    c----c-b-';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => concat(of('c'), connection.incoming$)),
        retry(1),
      );

      expectObservable(story$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
      hot(zombie).subscribe(() => lateEvents(peers[0] as FakeWebSocketPeer));
    }),
  );
});

describe('dial, when no link comes about', () => {
  it.each([
    ['the error of the platform', refused, refused.message, { code: 'ECONNREFUSED' }],
    ['an error without a code', new Error('blocked'), 'blocked', {}],
    ['that it never opened, where there is no more', undefined, 'never opened', {}],
  ])('tells %s', (_, cause, words, details) => {
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('--x', { values: { x: (peer) => peer.break(cause) } });
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
    marbles(({ time, expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('------o');
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
    marbles(({ time, expectObservable }) => {
      const { webSocket } = fakeWebSocket('--o');
      const connectTimeout = time('---|');
      const unsubscribed = '       ^--------!';
      const expected = '           --c';

      const connection$ = fromWebSocket({ url, webSocket, connectTimeout }).pipe(map(() => 'c'));

      expectObservable(connection$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'gives up after ten seconds unless told otherwise',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('-');
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
