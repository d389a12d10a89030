import { checkDuration } from '../core/checkDuration.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { delayOf } from './delayOf.js';

/**
 * The same wait each time, in ms.
 *
 * ```text
 * attempt   1     2     3
 * delay     5 s   5 s   5 s     constant(5_000)
 * ```
 *
 * Errors: `RangeError` at construction for a delay that is negative or longer than a timer can hold.
 */
export function constant(delay: number): BackoffPolicy {
  checkDuration('delay', delay);
  return () => delayOf(delay);
}
