import { asyncScheduler, defer, retry, tap, throwError, timer } from 'rxjs';
import type { MonoTypeOperatorFunction } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { retrySeries } from '../backoff/retrySeries.js';

export interface RetryWithBackoffConfig {
  /**
   * `true`: a value from the source starts the count of attempts anew. `false`: the count runs over the whole life of
   * the subscription. @defaultValue true
   */
  readonly resetOnSuccess?: boolean;
}

/**
 * Resubscribes to a failed source after the wait that a policy decides.
 *
 * ```text
 * source$                          -a-#
 * source$, second time                  -a-b|
 * retryWithBackoff(constant(2))    -a----a-b|
 * ```
 *
 * For connections use `reconnect`, which also knows how long one stayed open.
 *
 * Errors: passes the source's error on when the policy gives up. Finalization: unsubscribing ends a wait.
 *
 * @example
 * ```ts
 * import { defer } from 'rxjs';
 * import { backoff, retryWithBackoff } from 'rxwire';
 *
 * const user$ = defer(() => fetch('/user')).pipe(retryWithBackoff(backoff({ maxAttempts: 5 })));
 * ```
 */
export function retryWithBackoff<T>(
  policy: BackoffPolicy,
  config: RetryWithBackoffConfig = {},
): MonoTypeOperatorFunction<T> {
  const { resetOnSuccess = true } = config;
  return (source$) =>
    defer(() => {
      const now = (): number => asyncScheduler.now();
      const series = retrySeries(policy, now);
      let firstValueAt: number | undefined;
      return source$.pipe(
        tap(() => {
          firstValueAt ??= now();
          if (resetOnSuccess) series.reset();
        }),
        retry({
          delay: (error) => {
            const decision = series.failed(error, firstValueAt === undefined ? 0 : now() - firstValueAt);
            firstValueAt = undefined;
            return decision._tag === 'None' ? throwError(() => error) : timer(decision.value);
          },
        }),
      );
    });
}
