import {
  NEVER,
  bufferCount,
  catchError,
  concat,
  filter,
  ignoreElements,
  map,
  mergeMap,
  of,
  take,
  takeWhile,
} from 'rxjs';
import { fromWebSocket } from 'rxwire';
import { drawnWebSocket } from '../support/drawnWebSocket.js';
import type { FakeWebSocket } from '../support/FakeWebSocket.js';
import { marbles } from '../support/marbles.js';

const url = 'ws://a';
const words = { d: 'dial ws://a/', x: 'close 1000' };

describe('dial, unsubscribed', () => {
  it(
    'while it resolves the URL, opens nothing and leaves the provider',
    marbles(({ scheduler, cold, expectObservable, expectSubscriptions }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, 'o');
      const url$ = cold('  ----u', { u: url });
      const unsubscribed = '--!';

      expectObservable(fromWebSocket({ url: url$, webSocket }), unsubscribed).toBe('');
      expectObservable(calls$).toBe('');
      expectSubscriptions(url$.subscriptions).toBe('^-!');
    }),
  );

  it.each([
    ['dialling', '     ----o---', '--!  ', 'd-x '],
    ['open', '         o-a-----', '---! ', 'd--x'],
    ['closed', '       o-x-----', '----!', 'd   '],
    ['refused', '      -#------', '----!', 'd   '],
  ])(
    'while it is %s, closes once with 1000 if there is anything to close',
    (_, drawn, unsubscribed, calls) => {
      marbles(({ scheduler, expectObservable }) => {
        const { webSocket, calls$, sockets } = drawnWebSocket(scheduler, drawn, {
          x: (socket) => socket.closes(1000),
        });

        const silent$ = fromWebSocket({ url, webSocket }).pipe(
          ignoreElements(),
          catchError(() => NEVER),
        );

        expectObservable(silent$, unsubscribed).toBe('');
        expectObservable(calls$).toBe(calls, words);
        scheduler.flush();
        const { onopen, onmessage, onclose } = sockets[0] as FakeWebSocket;
        expect([onopen, onmessage, onclose]).toEqual([null, null, null]);
      })();
    },
  );

  it(
    'is deaf to what that socket does later',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, 'o-aoe#', {
        e: (socket) => socket.fails(new Error('late')),
      });
      const calls = '       dx';
      const unsubscribed = '^!';
      const expected = '    c';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => concat(of('c'), connection.incoming$)),
      );

      expectObservable(story$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, words);
    }),
  );

  it(
    'from within the opening, closes once',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, '-(oa)b');
      const calls = '   dx';
      const expected = '-|';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        takeWhile(() => false),
        map(() => 'c'),
      );

      expectObservable(story$).toBe(expected);
      expectObservable(calls$).toBe(calls, words);
    }),
  );

  it(
    'from within the handler of a message, closes once and hands on no more of that turn',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, 'o-(abc)');
      const calls = '   d-x';
      const expected = '--(a|)';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => connection.incoming$),
        take(1),
      );

      expectObservable(story$).toBe(expected);
      expectObservable(calls$).toBe(calls, words);
    }),
  );

  it(
    'while another subscriber goes on, closes its own socket only',
    marbles(({ scheduler, expectObservable }) => {
      const { webSocket, calls$ } = drawnWebSocket(scheduler, ['o-a-b-', '-o-c-d-']);
      const unsubscribed1 = '^--!';
      const unsubscribed2 = '^------!';
      const expected1 = '    --a';
      const expected2 = '    ---c-d-';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => connection.incoming$),
      );

      expectObservable(incoming$, unsubscribed1).toBe(expected1);
      expectObservable(incoming$, unsubscribed2).toBe(expected2);
      expectObservable(calls$.pipe(bufferCount(2), take(1))).toBe('(d|)', { d: [words.d, words.d] });
      expectObservable(calls$.pipe(filter((call) => call === words.x))).toBe('---x---x', words);
    }),
  );
});
