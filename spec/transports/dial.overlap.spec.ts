import { mergeMap, switchMap } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

describe('dial, while another one closes', () => {
  it.each(['-----|', '-----#', '-'])('is not touched by it, whose goodbye is %p', (goodbye) => {
    marbles(({ hot, expectObservable, flush }) => {
      const { webSocket, peers, calls$ } = fakeWebSocket(['o', '--o----a'], { goodbye });
      const dials = '       x--x';
      const unsubscribed = '^-----------!';
      const calls = '       d--(xd)-----x';
      const expected = '    ----------a';

      const frames$ = hot(dials).pipe(
        switchMap(() => fromWebSocket({ url: 'ws://a', webSocket })),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(frames$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
      flush();
      expect(peers).toHaveLength(2);
    })();
  });
});
