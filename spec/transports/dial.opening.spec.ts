import { Subject, asapScheduler, map, merge, mergeMap, observeOn, of, take, tap } from 'rxjs';
import { fromWebSocket, heartbeat } from 'rxwire';
import { closedBy, fakeWebSocket } from 'rxwire/testing';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'ws://a';

describe('dial, at the opening', () => {
  it(
    'emits one connection, whose frames go to whoever is there',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('--o-a-b-');
      const unsubscribed = '                           ^-------!';
      const expected = '                               --c-a-b-';

      const story$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => merge(of('c'), connection.incoming$)),
      );

      expectObservable(story$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'keeps the frames of that turn for a subscriber who is there at once',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('--(oab)-c-');
      const unsubscribed = '                           ^---------!';
      const expected = '                               --(ab)--c-';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => connection.incoming$),
      );

      expectObservable(incoming$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'keeps them for a subscriber who comes at the end of the turn',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('--(oab)-c-');
      const unsubscribed = '                           ^---------!';
      const expected = '                               --(ab)--c-';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        observeOn(asapScheduler),
        mergeMap((connection) => connection.incoming$),
      );

      expectObservable(incoming$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'keeps them for that subscriber when an operator watches the link before him',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('--(oab)-c-');
      const unsubscribed = '                           ^---------!';
      const expected = '                               --(ab)--c-';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        heartbeat(),
        observeOn(asapScheduler),
        mergeMap((connection) => connection.incoming$),
      );

      expectObservable(incoming$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'keeps them when the link ends in the same turn, the end after the frames',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('--(oabx)', { values: { x: closedBy(1012) } });
      const end = { kind: 'closed', code: 1012, reason: '', wasClean: true };
      const expected = '                               --(ab#)';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => connection.incoming$),
        failingWithFacts(),
      );

      expectObservable(incoming$).toBe(expected, undefined, end);
    }),
  );

  it(
    'keeps none beyond that turn',
    marbles(({ cold, expectObservable }) => {
      const { webSocket } = fakeWebSocket('(oa)-b-c');
      const later = '                                  ------x';
      const unsubscribed = '                           ^--------!';
      const expected = '                               -------c';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => cold(later).pipe(mergeMap(() => connection.incoming$))),
      );

      expectObservable(incoming$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'gives the rest of them to the next subscriber when the first has had enough',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('(oab)-c');
      const unsubscribed = '                           ^-------!';
      const expected = '                               (AB)--C';
      const values = { A: 'first a', B: 'second b', C: 'second c' };

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        observeOn(asapScheduler),
        mergeMap(({ incoming$: frames$ }) =>
          merge(
            frames$.pipe(
              take(1),
              map((frame) => `first ${String(frame)}`),
            ),
            frames$.pipe(map((frame) => `second ${String(frame)}`)),
          ),
        ),
      );

      expectObservable(incoming$, unsubscribed).toBe(expected, values);
    }),
  );

  it(
    'loses none of them to a subscriber who comes from within the first one’s handler',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('(oab)-c');
      const unsubscribed = '                           ^-------!';
      const expected = '                               (ab)--c';
      const expectedInner = '                          b-----c';
      const inner$ = new Subject<unknown>();

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        observeOn(asapScheduler),
        mergeMap(({ incoming$: frames$ }) =>
          frames$.pipe(
            tap((frame) => {
              if (frame === 'a') frames$.subscribe(inner$);
            }),
          ),
        ),
      );

      expectObservable(inner$, unsubscribed).toBe(expectedInner);
      expectObservable(incoming$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'gives every later frame to every subscriber',
    marbles(({ expectObservable }) => {
      const { webSocket } = fakeWebSocket('o-a-');
      const unsubscribed = '                           ^---!';
      const expected = '                               --(aa)';

      const incoming$ = fromWebSocket({ url, webSocket }).pipe(
        mergeMap((connection) => merge(connection.incoming$, connection.incoming$)),
      );

      expectObservable(incoming$, unsubscribed).toBe(expected);
    }),
  );
});
