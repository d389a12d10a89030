import {
  NEVER,
  Subject,
  asyncScheduler,
  defer,
  exhaustMap,
  expand,
  filter,
  finalize,
  ignoreElements,
  interval as every,
  map,
  merge,
  mergeMap,
  of,
  race,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import type { Connection, IncomingOf, OutgoingOf } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { whileOpen } from '../core/whileOpen.js';

export interface HeartbeatConfig<In, Out> {
  /** From one ping to the next, in ms. @defaultValue 25_000 */
  readonly interval?: number;
  /** How long after a ping the peer may stay silent, in ms. @defaultValue 10_000 */
  readonly timeout?: number;
  /** Makes a ping; `count` is 1 at the first of a connection. Without it nothing is sent and silence alone is watched. */
  readonly ping?: (context: { readonly count: number }) => Out;
  /** Whether a message is the reply to this ping: it gives the round-trip time, and is not passed on. */
  readonly isPong?: (message: In, ping: Out) => boolean;
}

/** A connection whose life is watched. */
export interface Heartbeat {
  /** Round-trip times in ms, one for each ping that was answered; hot, completes with the connection. */
  readonly rtt$: Observable<number>;
}

/**
 * Ends a connection that shows no sign of life.
 *
 * ```text
 * c.incoming$                                     -----p--m---
 * pings sent                                      ---p--p--p--
 * heartbeat({ interval: 3, timeout: 2, ping })    c----------#
 * ```
 *
 * Every `interval` ms a ping goes straight to the connection, past any outbox, and races the peer's next sign of life
 * against `timeout`. Any inbound traffic counts as life, not only the reply: a busy peer is never cut off because its
 * pong is queued behind its messages. A reply to an earlier ping is life too, but gives no round-trip time.
 *
 * Without `ping` the link is only watched, as for streams that go one way: it ends after `interval + timeout` ms of
 * silence.
 *
 * Errors: kind `heartbeat-timeout` at the deadline itself, without waiting for a close event that a dead link never
 * fires. What `ping` or `isPong` throw ends the connection with it. `RangeError` at construction for a negative time.
 * Finalization: timers end with the connection or the subscription.
 *
 * @example
 * ```ts
 * import { fromWebSocket, heartbeat } from 'rxwire';
 *
 * const connection$ = fromWebSocket({ url: 'wss://example.org' }).pipe(
 *   heartbeat({ interval: 25_000, timeout: 10_000, ping: () => 'ping', isPong: (text) => text === 'pong' }),
 * );
 * ```
 */
export function heartbeat<C extends Connection<unknown, never>>(
  config: HeartbeatConfig<IncomingOf<C>, OutgoingOf<C>> = {},
): OperatorFunction<C, C & Heartbeat> {
  type In = IncomingOf<C>;
  type Out = OutgoingOf<C>;
  const { interval = 25_000, timeout = 10_000, ping, isPong } = config;
  checkDuration('interval', interval, 1);
  checkDuration('timeout', timeout, 1);

  const dead = (silence: number): never => {
    throw new ConnectionError('heartbeat-timeout', `no sign of life for ${silence} ms`, { timeout: silence });
  };

  return mergeMap((connection: C) => {
    const incoming$ = connection.incoming$ as Observable<In>;
    const life$ = connection.activity$ ?? incoming$;
    const rtt$ = new Subject<number>();
    const watched = { ...connection, activity$: life$, rtt$: rtt$.asObservable() };
    const beside = (connected: C & Heartbeat, watch$: Observable<unknown>): Observable<C & Heartbeat> =>
      merge(
        of(connected),
        whileOpen(connection, watch$).pipe(
          ignoreElements(),
          finalize(() => rtt$.complete()),
        ),
      );
    if (ping === undefined) return beside(watched, watchSilence(life$, interval + timeout, dead));

    const pings$ = new Subject<{ readonly message: Out; readonly at: number }>();
    let latest: { readonly message: Out } | undefined;

    const replies$ = pings$.pipe(
      switchMap(({ message, at }) =>
        isPong === undefined
          ? NEVER
          : incoming$.pipe(
              filter((reply) => isPong(reply, message)),
              take(1),
              map(() => asyncScheduler.now() - at),
            ),
      ),
      tap((rtt) => rtt$.next(rtt)),
    );
    const beats$ = every(interval).pipe(
      exhaustMap((beat) =>
        race(
          life$.pipe(take(1)),
          timer(timeout).pipe(map(() => dead(timeout))),
          defer(() => {
            const message = ping({ count: beat + 1 });
            latest = { message };
            pings$.next({ message, at: asyncScheduler.now() });
            (connection as Connection<unknown, Out>).send(message);
            return NEVER;
          }),
        ),
      ),
    );
    const passed$ = incoming$.pipe(filter((message) => !(latest && isPong?.(message, latest.message))));
    return beside({ ...watched, incoming$: passed$ }, merge(replies$, beats$));
  });
}

/** Never emits; calls `dead` after `limit` ms without an emission. One timer per limit, not per emission. */
function watchSilence(
  life$: Observable<unknown>,
  limit: number,
  dead: (silence: number) => never,
): Observable<never> {
  return defer(() => {
    let last = asyncScheduler.now();
    const alive$ = life$.pipe(tap(() => (last = asyncScheduler.now())));
    const check$ = of(0).pipe(
      expand(() => {
        const left = last + limit - asyncScheduler.now();
        return left > 0 ? timer(left) : dead(limit);
      }),
    );
    return merge(alive$, check$).pipe(ignoreElements());
  });
}
