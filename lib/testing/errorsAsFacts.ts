/**
 * Two values to compare, with every error that meets an error turned into what it says: name, message, own fields and
 * cause, as plain data.
 *
 * Test frameworks look at less: jest's `toEqual` at the message alone, others at the identity. Errors are found in
 * arrays, plain objects and other errors; what meets something else than an error, such as a matcher, stays as it is.
 */
export function errorsAsFacts(
  actual: unknown,
  expected: unknown,
  seen: ReadonlySet<unknown> = new Set(),
): readonly [actual: unknown, expected: unknown] {
  const found = isError(actual) && isError(expected);
  const isPair = found || (isPlain(actual) && isPlain(expected)) || (isArray(actual) && isArray(expected));
  // The same object is equal to itself, and a ring is left to whoever compares.
  if (!isPair || (actual === expected && !found) || seen.has(actual)) return [actual, expected];

  const inside = new Set(seen).add(actual);
  const one = found ? factsOf(actual) : (copyOf(actual) as Record<string, unknown>);
  const other = found ? factsOf(expected) : (copyOf(expected) as Record<string, unknown>);
  let changed = found;
  for (const key of Object.keys(one).filter((each) => Object.hasOwn(other, each))) {
    const [left, right] = errorsAsFacts(one[key], other[key], inside);
    changed ||= left !== one[key];
    [one[key], other[key]] = [left, right];
  }
  return changed ? [one, other] : [actual, expected];
}

/** Whether it is an error, of whatever realm: test frameworks run tests in one of their own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || ['[object Error]', '[object DOMException]'].includes(tagOf(value));
}

/** What an error says, as plain data. */
export function factsOf(error: Error): Record<string, unknown> {
  const hidden = ['name', 'message', 'cause', 'errors'].filter((key) => key in error);
  return { ...Object.fromEntries(hidden.map((key) => [key, error[key as 'cause']])), ...error };
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null || (Object.getPrototypeOf(prototype) === null && tagOf(value) === '[object Object]')
  );
}

const isArray = (value: unknown): value is object => Array.isArray(value);
const tagOf = (value: unknown): string => Object.prototype.toString.call(value);
const copyOf = (value: object): object => (Array.isArray(value) ? [...(value as unknown[])] : { ...value });
