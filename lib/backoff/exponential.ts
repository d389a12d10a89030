import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { delayOf } from './delayOf.js';

export interface ExponentialConfig {
  /** Wait before the first retry, in ms. @defaultValue 1_000 */
  readonly initialDelay?: number;
  /** What each further wait is multiplied by; 1 or more. @defaultValue 2 */
  readonly factor?: number;
}

/**
 * Waits that grow by a factor.
 *
 * ```text
 * attempt   1     2     3     4
 * delay     1 s   2 s   4 s   8 s     initialDelay: 1_000, factor: 2
 * ```
 *
 * Never overflows: attempt 10,000 waits 2^31 − 1 ms unless `capDelay` says less.
 *
 * Errors: `RangeError` at construction for a delay that is negative or longer than a timer can hold, or a factor below 1.
 */
export function exponential(config: ExponentialConfig = {}): BackoffPolicy {
  const { initialDelay = 1_000, factor = 2 } = config;
  checkDuration('initialDelay', initialDelay);
  checkNumber('factor', factor, 1);
  // 0 × ∞ is NaN: no delay stays no delay.
  return ({ attempt }) => delayOf(initialDelay === 0 ? 0 : initialDelay * factor ** (attempt - 1));
}
