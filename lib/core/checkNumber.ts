/**
 * Throws a `RangeError` that names the option and its value unless it is a number from `min` on.
 * `Infinity` passes: it turns a limit off.
 */
export function checkNumber(option: string, value: unknown, min = 0): void {
  if (typeof value !== 'number' || !(value >= min)) {
    throw new RangeError(`${option} must be a number, ${min} or more; got ${String(value)}`);
  }
}
