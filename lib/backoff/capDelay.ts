import { checkNumber } from '../core/checkNumber.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { mapDelay } from './mapDelay.js';

/**
 * No wait is longer than `maxDelay` ms.
 *
 * ```text
 * policy             1   2   4   8   16   32   64
 * capDelay(30_000)   1   2   4   8   16   30   30    seconds
 * ```
 *
 * Errors: `RangeError` at construction for a negative cap.
 */
export function capDelay<C = unknown>(maxDelay: number): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  checkNumber('maxDelay', maxDelay);
  return mapDelay((delay) => Math.min(delay, maxDelay));
}
