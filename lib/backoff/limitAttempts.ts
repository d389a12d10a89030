import { checkNumber } from '../core/checkNumber.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { giveUpWhen } from './giveUpWhen.js';

/**
 * At most `count` retries in a row; a connection that stayed open starts the count anew.
 *
 * ```text
 * attempt            1     2     3
 * limitAttempts(2)   1 s   2 s   none
 * ```
 *
 * `0` never retries, `Infinity` never gives up. Errors: `RangeError` at construction for a negative count.
 */
export function limitAttempts<C = unknown>(count: number): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  checkNumber('attempts', count);
  return giveUpWhen(({ attempt }) => attempt > count);
}
