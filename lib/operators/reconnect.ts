import {
  BehaviorSubject,
  EMPTY,
  NEVER,
  asyncScheduler,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  repeat,
  skipUntil,
  switchMap,
  take,
  takeWhile,
  timer,
} from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { giveUp } from '../backoff/delayOf.js';
import { retrySeries } from '../backoff/retrySeries.js';
import { asConnectionError } from '../core/asConnectionError.js';
import { cannotHeal } from '../core/cannotHeal.js';
import { checkNumber } from '../core/checkNumber.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';

export interface ReconnectConfig {
  /**
   * How long, in ms, a connection must have been open for the count of attempts to start anew. A server that accepts
   * and drops is backed off from like one that refuses. @defaultValue 5_000
   */
  readonly minUptime?: number;
  /**
   * Ends a wait at once: coming online, a page visible again, a button "try now". Listened to during a wait only; what
   * it replays when subscribed to, and what it says while the device is offline, ends none.
   */
  readonly wake$?: Observable<unknown>;
  /**
   * Whether the device is offline. `true`: no dial, no attempt, no time is counted, while a link that is open goes on;
   * `false` after it dials at once. Until it says something the device counts as online. Watched all along, so that a
   * device that went offline before the link broke is known to be offline. Its end or error means nothing.
   */
  readonly offline$?: Observable<boolean>;
  /** Ends that no retry can mend. @defaultValue cannotHeal */
  readonly giveUpOn?: (cause: ConnectionError) => boolean;
}

/**
 * Dials again after every end that was not asked for, and tells the story.
 *
 * ```text
 * source$, first time             --c---#
 * source$, second time                      --d-----
 * reconnect(constant(4))          i-c---w---r-d-----
 *                                             i: connecting, attempt 0   r: connecting, attempt 1
 *                                             c, d: connected            w: waiting, attempt 1, 4 ms, cause
 * ```
 *
 * - The attempt counter starts anew only after a connection that stayed open for `minUptime`.
 * - A first dial that would be made offline is held back: the state is `waiting`, with a cause of kind `suspended`.
 * - In a page, `followPage` says when the device is offline, and `parkWhile` closes the link while it is not wanted.
 * - Errors that are no `ConnectionError` are told as one of kind `application` and retried like any other.
 * - When the policy gives up, or the cause cannot heal, the last state is `disconnected` with the cause, and the stream
 *   completes. A source that completes ends in `disconnected` without a cause.
 *
 * Errors: only if the policy or `giveUpOn` throws; then with what it threw. Finalization: unsubscribing in any state
 * ends the dial, the connection or the wait.
 *
 * @example
 * ```ts
 * import { backoff, fromWebSocket, reconnect, whileConnected } from 'rxwire';
 *
 * const lifecycle$ = fromWebSocket({ url: 'wss://example.org/feed' }).pipe(reconnect(backoff()));
 * const messages$ = lifecycle$.pipe(whileConnected((connection) => connection.incoming$));
 * ```
 */
export function reconnect<C>(
  policy: BackoffPolicy<ConnectionError>,
  config: ReconnectConfig = {},
): OperatorFunction<C, Lifecycle<C>> {
  const { minUptime = 5_000, wake$ = NEVER, offline$ = EMPTY, giveUpOn = cannotHeal } = config;
  checkNumber('minUptime', minUptime);
  const wakes$ = wake$.pipe(catchError(() => EMPTY));

  return (source$) =>
    defer(() => {
      const now = (): number => asyncScheduler.now();
      const series = retrySeries(policy, now);
      const offlineNow$ = new BehaviorSubject(false);
      const watch = offline$.subscribe({ next: (offline) => offlineNow$.next(offline), error: () => {} });

      /** Tells of the wait, and completes when the next dial is due. */
      const wait = (delay: number, cause: ConnectionError): Observable<Lifecycle<C>> => {
        let offlineSince: number | undefined;
        const over$ = offlineNow$.pipe(
          distinctUntilChanged(),
          switchMap((offline) => {
            if (offline) {
              offlineSince = now();
              return NEVER;
            }
            // A wake$ that replays on subscription says nothing new: only what comes later ends the wait.
            if (offlineSince === undefined) return merge(timer(delay), wakes$.pipe(skipUntil(timer(0))));
            series.forgive(now() - offlineSince);
            return of(0);
          }),
          take(1),
          ignoreElements(),
        );
        return concat(of<Lifecycle<C>>({ status: 'waiting', attempt: series.attempt, delay, cause }), over$);
      };

      const dial$ = defer(() => {
        let openedAt: number | undefined;
        const failed = (error: unknown): Observable<Lifecycle<C>> => {
          const cause = asConnectionError(error);
          const uptime = openedAt === undefined ? 0 : now() - openedAt;
          if (openedAt !== undefined && uptime >= minUptime) series.reset();
          const decision = giveUpOn(cause) ? giveUp : series.failed(cause, uptime);
          return decision._tag === 'None'
            ? of({ status: 'disconnected', cause })
            : wait(decision.value, cause);
        };
        return concat(
          of<Lifecycle<C>>({ status: 'connecting', attempt: series.attempt }),
          source$.pipe(
            map((connection): Lifecycle<C> => {
              openedAt = now();
              return { status: 'connected', connection };
            }),
          ),
          of<Lifecycle<C>>({ status: 'disconnected' }),
        ).pipe(catchError(failed));
      });
      return concat(
        offlineNow$.value ? wait(0, new ConnectionError('suspended', 'offline', {})) : EMPTY,
        dial$.pipe(repeat()),
      ).pipe(
        takeWhile(({ status }) => status !== 'disconnected', true),
        finalize(() => watch.unsubscribe()),
      );
    });
}
