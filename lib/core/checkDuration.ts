import { checkNumber } from './checkNumber.js';

/**
 * Throws a `RangeError` that names the option and its value unless it is a time that a timer can hold: from `min` to
 * 2^31 − 1 ms. Beyond it the platform's timers fire at once.
 */
export function checkDuration(option: string, value: unknown, min = 0): void {
  checkNumber(option, value, min);
  if ((value as number) > 2_147_483_647) {
    throw new RangeError(`${option} must be at most 2147483647 ms, about 24 days; got ${String(value)}`);
  }
}
