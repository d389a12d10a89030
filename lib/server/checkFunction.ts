/** Throws a `TypeError` that names the option and its value unless it is a function. */
export function checkFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${option} must be a function; got ${String(value)}`);
}
