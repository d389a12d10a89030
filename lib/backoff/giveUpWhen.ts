import type { BackoffContext, BackoffPolicy } from './BackoffPolicy.js';
import { giveUp } from './delayOf.js';

/**
 * Gives up when the predicate says so, and asks the policy otherwise.
 *
 * ```text
 * cause                         1006   1006   4401
 * giveUpWhen(closedWith(4401))  1 s    2 s    none
 * ```
 */
export function giveUpWhen<C = unknown>(
  predicate: (context: BackoffContext<C>) => boolean,
): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  return (policy) => (context) => (predicate(context) ? giveUp : policy(context));
}
