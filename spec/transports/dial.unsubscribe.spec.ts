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
import { closedBy, fakeWebSocket } from 'rxwire/testing';
import type { FakeWebSocketPeer } from 'rxwire/testing';
import { lateEvents } from '../support/lateEvents.js';
import { marbles } from '../support/marbles.js';

const url = 'ws://a';
const words = { d: 'dial ws://a/', x: 'close 1000' };

describe('dial, unsubscribed', () => {
  it(
    'while it resolves the URL, opens nothing and leaves the provider',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { webSocket, calls$ } = fakeWebSocket('o');
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
        const { webSocket, calls$, peers } = fakeWebSocket(drawn, { values: { x: closedBy(1000) } });

        const silent$ = fromWebSocket({ url, webSocket }).pipe(
          ignoreElements(),
          catchError(() => NEVER),
        );

        expectObservable(silent$, unsubscribed).toBe('');
        expectObservable(calls$).toBe(calls, words);
        scheduler.flush();
        const { onopen, onmessage, onclose } = (peers[0] as FakeWebSocketPeer).socket;
        expect([onopen, onmessage, onclose]).toEqual([null, null, null]);
      })();
    },
  );

  it(
    'is deaf to what that socket does later',
    marbles(({ hot, expectObservable }) => {
      const { webSocket, peers, calls$ } = fakeWebSocket('o');
      const zombie = '      ---z';
      const calls = '       dx';
      const unsubscribed = '^!';
      const expected = '    c';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => concat(of('c'), connection.incoming$)),
      );

      expectObservable(story$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, words);
      hot(zombie).subscribe(() => lateEvents(peers[0] as FakeWebSocketPeer));
    }),
  );

  it(
    'from within the opening, closes once',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('-(oa)b');
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
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('o-(abc)');
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
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket(['o-a-b-', '-o-c-d-']);
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
