import type { BackoffContext, BackoffPolicy } from './BackoffPolicy.js';
import { delayOf } from './delayOf.js';

/** Changes the delays of a policy and leaves its giving up alone: what jitter and caps are made of. */
export function mapDelay<C>(
  change: (delay: number, context: BackoffContext<C>) => number,
): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  return (policy) => (context) => {
    const decision = policy(context);
    return decision._tag === 'None' ? decision : delayOf(change(decision.value, context));
  };
}
