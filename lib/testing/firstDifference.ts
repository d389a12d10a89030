import { isError } from './errorsAsFacts.js';
import { showValue } from './showValue.js';

/**
 * Where in a value the first thing stands that is not as expected, such as `cause.code is 1006, not 1012`; undefined
 * where the values as a whole differ.
 */
export function firstDifference(
  actual: unknown,
  expected: unknown,
  areEqual: (actual: unknown, expected: unknown) => boolean,
  depth = 6,
): string | undefined {
  if (depth === 0 || !isObject(actual) || !isObject(expected)) return undefined;
  if (isMatcher(expected) || Array.isArray(actual) !== Array.isArray(expected)) return undefined;

  for (const key of keysOf(actual, expected)) {
    const [one, other] = [actual[key], expected[key]];
    if (areEqual(one, other)) continue;
    const inside = firstDifference(one, other, areEqual, depth - 1);
    const name = /^\d+$/.test(key) ? `[${key}]` : key;
    if (inside === undefined) return `${name} is ${showValue(one, 1)}, not ${showValue(other, 1)}`;
    return inside.startsWith('[') ? `${name}${inside}` : `${name}.${inside}`;
  }
  return undefined;
}

type Members = Readonly<Record<string, unknown>>;

function keysOf(actual: Members, expected: Members): readonly string[] {
  const hidden = isError(actual) && isError(expected) ? ['name', 'message', 'cause'] : [];
  return [...new Set([...hidden, ...Object.keys(expected), ...Object.keys(actual)])];
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;
const isMatcher = (value: Members): boolean => typeof value['asymmetricMatch'] === 'function';
