import { asyncScheduler, defer, mergeMap, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { retrySeries } from '../backoff/retrySeries.js';

/**
 * The notifier for `retryWhen`, for code written that way today.
 *
 * ```text
 * errors$                        -e---------e--
 * notifier(constant(3))(errors$) ----0---------0     the wait over, try again
 * ```
 *
 * `retryWhen` never tells its notifier of a success, so the count of attempts never starts anew; `retryWithBackoff`
 * and `reconnect` know better.
 *
 * Errors: passes the source's error on when the policy gives up.
 *
 * @example
 * ```ts
 * import { retryWhen, throwError } from 'rxjs';
 * import { backoff, notifier } from 'rxwire';
 *
 * const source$ = throwError(() => new Error('down')).pipe(retryWhen(notifier(backoff({ maxAttempts: 3 }))));
 * ```
 */
export function notifier<E = unknown>(policy: BackoffPolicy<E>): (errors$: Observable<E>) => Observable<0> {
  return (errors$) =>
    defer(() => {
      const series = retrySeries(policy, () => asyncScheduler.now());
      return errors$.pipe(
        mergeMap((error) => {
          const decision = series.failed(error, 0);
          return decision._tag === 'None' ? throwError(() => error) : timer(decision.value);
        }),
      );
    });
}
