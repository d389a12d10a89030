import type { BackoffContext, BackoffPolicy } from './BackoffPolicy.js';

/**
 * Another policy for some failures: the rule per cause.
 *
 * ```text
 * cause                                     1006   1012    1006
 * forCause(closedWith(1012), constant(50))  1 s    50 ms   4 s
 * ```
 */
export function forCause<C = unknown>(
  predicate: (context: BackoffContext<C>) => boolean,
  then: BackoffPolicy<C>,
): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  return (policy) => (context) => (predicate(context) ? then : policy)(context);
}
