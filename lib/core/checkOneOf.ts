/** Throws a `TypeError` that names the option, its value and what may stand there. */
export function checkOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string)) {
    throw new TypeError(`${option} must be one of ${allowed.join(', ')}; got ${String(value)}`);
  }
}
