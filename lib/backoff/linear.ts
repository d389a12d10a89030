import { checkDuration } from '../core/checkDuration.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { delayOf } from './delayOf.js';

export interface LinearConfig {
  /** Wait before the first retry, in ms. @defaultValue 1_000 */
  readonly initialDelay?: number;
  /** What each further wait is longer by, in ms. @defaultValue the initial delay */
  readonly increment?: number;
}

/**
 * Waits that grow by the same amount.
 *
 * ```text
 * attempt   1     2     3     4
 * delay     1 s   2 s   3 s   4 s     initialDelay: 1_000
 * ```
 *
 * Errors: `RangeError` at construction for a number that is negative or longer than a timer can hold.
 */
export function linear(config: LinearConfig = {}): BackoffPolicy {
  const { initialDelay = 1_000, increment = initialDelay } = config;
  checkDuration('initialDelay', initialDelay);
  checkDuration('increment', increment);
  return ({ attempt }) => delayOf(initialDelay + increment * (attempt - 1));
}
