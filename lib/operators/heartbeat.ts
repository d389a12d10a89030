import {
  NEVER,
  Subject,
  asyncScheduler,
  debounceTime,
  defer,
  exhaustMap,
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
  takeWhile,
  timer,
} from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import type { Connection, IncomingOf, OutgoingOf } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
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
 * The end of one connection is the end of the stream, as everywhere: where a source brings several, as on a server, give
 * each its own, `mergeMap((connection) => of(connection).pipe(heartbeat()))`.
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
  checkDuration('interval + timeout', interval + timeout);

  const dead = (silence: number): never => {
    throw new ConnectionError('heartbeat-timeout', `no sign of life for ${silence} ms`, { timeout: silence });
  };

  return mergeMap((connection: C) => {
    const life$ = connection.activity$ ?? connection.incoming$;
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
    if (ping === undefined) {
      const limit = interval + timeout;
      // Never completes by itself: debounceTime takes an end for silence.
      const silence$ = merge(of(0), life$, NEVER).pipe(debounceTime(limit));
      return beside(watched, silence$.pipe(map(() => dead(limit))));
    }

    const pinged$ = new Subject<0>();
    const failed$ = new Subject<never>();
    let latest: { readonly message: Out; at?: number } | undefined;

    /** Whether it is anything but the reply to the latest ping; the first to see the reply takes the time. */
    const isMessage = (message: In): boolean => {
      if (latest === undefined) return true;
      try {
        if (!isPong?.(message, latest.message)) return true;
      } catch (error) {
        failed$.error(error);
        return true;
      }
      if (latest.at !== undefined) rtt$.next(asyncScheduler.now() - latest.at);
      latest.at = undefined;
      return false;
    };
    const incoming$ = (connection.incoming$ as Observable<In>).pipe(filter(isMessage));
    const beats$ = every(interval).pipe(
      exhaustMap((_, beat) =>
        race(
          life$.pipe(take(1)),
          timer(timeout).pipe(map(() => dead(timeout))),
          defer(() => {
            const message = ping({ count: beat + 1 });
            latest = { message, at: asyncScheduler.now() };
            pinged$.next(0);
            sendIfOpen<Out>(connection, message);
            return NEVER;
          }),
        ),
      ),
    );
    // Reads along only while a reply is due: another subscriber all the time costs 70 ns a message.
    const replies$ = pinged$.pipe(switchMap(() => incoming$.pipe(takeWhile(() => latest?.at !== undefined))));
    return isPong === undefined
      ? beside(watched, beats$)
      : beside({ ...watched, incoming$ }, merge(replies$, beats$, failed$));
  });
}
