import { checkNumber } from '../core/checkNumber.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { giveUpWhen } from './giveUpWhen.js';

/**
 * Gives up when `duration` ms have passed since the first failure of the series. Time spent offline does not count.
 *
 * ```text
 * elapsed                  0     20 min   61 min
 * limitElapsed(3_600_000)  1 s   30 s     none
 * ```
 *
 * Errors: `RangeError` at construction for a negative duration.
 */
export function limitElapsed<C = unknown>(duration: number): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  checkNumber('elapsed', duration);
  return giveUpWhen(({ elapsed }) => elapsed > duration);
}
