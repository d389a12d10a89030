import {
  Subject,
  asapScheduler,
  asyncScheduler,
  ignoreElements,
  interval as every,
  merge,
  mergeMap,
  observeOn,
  of,
  tap,
} from 'rxjs';
import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { Connection, OutgoingOf } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { whileOpen } from '../core/whileOpen.js';

export interface EndAfterSleepConfig {
  /** How often the wall clock is noted while the link lives, in ms; at least 1. @defaultValue 5_000 */
  readonly interval?: number;
  /**
   * How much later than `interval` a note may come, in ms, before the device counts as having slept. Below a minute, links of
   * hidden tabs are ended too, whose timers run once a minute. @defaultValue 60_000
   */
  readonly tolerance?: number;
  /** The wall clock, in ms. @defaultValue asyncScheduler.now, which is Date.now but for virtual time */
  readonly now?: () => number;
}

/**
 * Ends a connection of before the device slept, rather than send into it.
 *
 * ```text
 * source$                                          c-----------
 * the wall clock jumps by 100 ms                   -------j----
 * c.send(x)                                        ----x---y---     y: throws, kind not-open
 * on the wire                                      ----x-------
 * endAfterSleep({ interval: 3, tolerance: 10 })    c-------#
 * ```
 *
 * While a device sleeps, the peer and all between forget the link, yet the socket looks open when the device wakes: what is
 * sent into it is lost. So the wall clock is noted every `interval` ms, and when it stands more than `interval + tolerance`
 * past the last note, at the next note or `send`, the link is over. That `send` throws a `ConnectionError` of kind `not-open`,
 * so that `outbox` keeps the message for the next link, and the stream errors at the end of the turn. A clock that is set back
 * means nothing; one that is set forward by as much costs a dial.
 *
 * `realtimeClient` does so by default. Put it last before `reconnect`.
 *
 * Errors: kind `heartbeat-timeout`; `RangeError` at construction for a negative time. What `now` throws ends the connection, or
 * is thrown by `send`. Finalization: its one timer ends with the connection or the subscription.
 *
 * @example
 * ```ts
 * import { backoff, endAfterSleep, fromWebSocket, outbox, reconnect } from 'rxwire';
 *
 * const box = outbox<string>();
 * const lifecycle$ = fromWebSocket({ url: 'wss://example.org' }).pipe(
 *   endAfterSleep(),
 *   reconnect(backoff()),
 *   box.deliver(),
 * );
 * ```
 */
export function endAfterSleep<C extends Connection<unknown, never>>(
  config: EndAfterSleepConfig = {},
): MonoTypeOperatorFunction<C> {
  type Out = OutgoingOf<C>;
  const { interval = 5_000, tolerance = 60_000, now = () => asyncScheduler.now() } = config;
  checkDuration('interval', interval, 1);
  checkNumber('tolerance', tolerance);
  const limit = interval + tolerance;

  return mergeMap((connection: C) => {
    const caught$ = new Subject<never>();
    let noted = now();
    let end: ConnectionError | undefined;

    const slept = (): ConnectionError | undefined => {
      const passed = now() - noted;
      if (passed > limit) {
        end ??= new ConnectionError('heartbeat-timeout', `the device slept: ${passed} ms without a timer`, {
          timeout: limit,
        });
      }
      return end;
    };
    const note = (): void => {
      if (slept() !== undefined) throw end as ConnectionError;
      noted = now();
    };
    const send = (message: Out): void => {
      const cause = slept();
      if (cause === undefined) return (connection as Connection<unknown, Out>).send(message);
      // Not at once: whoever sends is not to find the next link before it has kept the message.
      caught$.error(cause);
      throw new ConnectionError('not-open', 'send: the device slept', {}, cause);
    };
    const watch$ = merge(every(interval).pipe(tap(note)), caught$.pipe(observeOn(asapScheduler)));
    return merge(of({ ...connection, send }), whileOpen(connection, watch$).pipe(ignoreElements()));
  });
}
