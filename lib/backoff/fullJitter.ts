import type { BackoffPolicy } from './BackoffPolicy.js';
import { mapDelay } from './mapDelay.js';

export interface JitterConfig {
  /** From 0 up to, but not, 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * Anything between no wait and the policy's wait: spreads a crowd of clients best.
 *
 * ```text
 * policy       4 s      30 s
 * fullJitter   0…4 s    0…30 s
 * ```
 *
 * Put it after `capDelay`, so that the crowd is spread at the cap as well.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function fullJitter<C = unknown>(
  config: JitterConfig = {},
): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  const { random = Math.random } = config;
  return mapDelay((delay) => delay * random());
}
