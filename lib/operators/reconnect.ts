import {
  EMPTY,
  NEVER,
  Subject,
  asyncScheduler,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  endWith,
  map,
  merge,
  of,
  retry,
  skipUntil,
  startWith,
  switchMap,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { retrySeries } from '../backoff/retrySeries.js';
import { asConnectionError } from '../core/asConnectionError.js';
import { cannotHeal } from '../core/cannotHeal.js';
import { checkNumber } from '../core/checkNumber.js';
import type { ConnectionError } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';

export interface ReconnectConfig {
  /**
   * How long, in ms, a connection must have been open for the count of attempts to start anew. A server that accepts
   * and drops is backed off from like one that refuses. @defaultValue 5_000
   */
  readonly minUptime?: number;
  /** Ends a wait at once: coming online, a page visible again, a button "try now". */
  readonly wake$?: Observable<unknown>;
  /**
   * Whether the device is offline. `true` pauses a wait, without counting its time; `false` after it dials at once.
   * Until it says something the device counts as online. Its end or error means nothing.
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
      const waiting$ = new Subject<Lifecycle<C>>();
      let openedAt: number | undefined;

      const dial$ = defer(() =>
        concat(
          of<Lifecycle<C>>({ status: 'connecting', attempt: series.attempt }),
          source$.pipe(
            map((connection): Lifecycle<C> => {
              openedAt = now();
              return { status: 'connected', connection };
            }),
          ),
        ),
      );

      const waitFor = (delay: number): Observable<unknown> => {
        let offlineSince: number | undefined;
        return concat(offline$.pipe(catchError(() => EMPTY)), NEVER).pipe(
          startWith(false),
          distinctUntilChanged(),
          switchMap((offline, index) => {
            if (offline) {
              offlineSince = now();
              return NEVER;
            }
            if (offlineSince !== undefined) series.forgive(now() - offlineSince);
            // A wake$ that replays on subscription says nothing new: only what comes later ends the wait.
            return index > 0 ? of(0) : merge(timer(delay), wakes$.pipe(skipUntil(timer(0))));
          }),
          take(1),
        );
      };

      const retryAfter = (error: unknown): Observable<unknown> => {
        const cause = asConnectionError(error);
        const uptime = openedAt === undefined ? 0 : now() - openedAt;
        if (openedAt !== undefined && uptime >= minUptime) series.reset();
        openedAt = undefined;
        if (giveUpOn(cause)) return throwError(() => new GivenUp(cause));
        const decision = series.failed(cause, uptime);
        if (decision._tag === 'None') return throwError(() => new GivenUp(cause));
        const delay = decision.value;
        waiting$.next({ status: 'waiting', attempt: series.attempt, delay, cause });
        return waitFor(delay);
      };

      const story$ = dial$.pipe(
        retry({ delay: retryAfter }),
        endWith<Lifecycle<C>>({ status: 'disconnected' }),
        catchError((error: unknown) => {
          if (error instanceof GivenUp)
            return of<Lifecycle<C>>({ status: 'disconnected', cause: error.cause });
          throw error;
        }),
        tap({ finalize: () => waiting$.complete() }),
      );
      return merge(waiting$, story$);
    });
}

/** Tells the policy's last word from an error of the policy itself. */
class GivenUp {
  constructor(readonly cause: ConnectionError) {}
}
