import type { BackoffPolicy } from './BackoffPolicy.js';
import type { JitterConfig } from './fullJitter.js';
import { mapDelay } from './mapDelay.js';

/**
 * At least half of the policy's wait, the other half at random: spreads, and never dials at once.
 *
 * ```text
 * policy        4 s      30 s
 * equalJitter   2…4 s    15…30 s
 * ```
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function equalJitter<C = unknown>(
  config: JitterConfig = {},
): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  const { random = Math.random } = config;
  return mapDelay((delay) => (delay * (1 + random())) / 2);
}
