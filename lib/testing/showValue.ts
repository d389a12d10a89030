import { factsOf, isError } from './errorsAsFacts.js';

/** A value in one line, for whoever reads the failure of a test; nested `depth` deep, cut at `length` characters. */
export function showValue(value: unknown, depth = 4, length = 240): string {
  const text = show(value, depth);
  return text.length > length ? `${text.slice(0, length)} …` : text;
}

function show(value: unknown, depth: number): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function${value.name && ` ${value.name}`}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  const known = showKnown(value);
  if (known !== undefined) return known;
  if (depth === 0) return Array.isArray(value) ? '[…]' : '{…}';
  if (isError(value)) return showError(value, depth);
  if (Array.isArray(value)) return `[${value.map((each) => show(each, depth - 1)).join(', ')}]`;
  if (value instanceof Map) {
    return `Map ${block([...value].map(([key, each]) => `${show(key, depth - 1)} => ${show(each, depth - 1)}`))}`;
  }
  if (value instanceof Set) return `Set ${block([...value].map((each) => show(each, depth - 1)))}`;
  const { name = 'Object' } = (value.constructor ?? {}) as { readonly name?: string };
  return `${name === 'Object' ? '' : `${name} `}${members(value, depth)}`;
}

/** What has a shorter description than its members: a matcher, a stream, bytes, a date. */
function showKnown(value: object): string | undefined {
  const { toAsymmetricMatcher, subscribe } = value as Partial<Record<string, unknown>>;
  if (typeof toAsymmetricMatcher === 'function') return String(toAsymmetricMatcher.call(value));
  if (typeof subscribe === 'function') return '[stream]';
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? 'Invalid Date' : value.toISOString();
  if (!(value instanceof ArrayBuffer || ArrayBuffer.isView(value))) return undefined;
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : bytesOf(value);
  const shown = [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `${value.constructor.name}(${bytes.length}) <${shown.join(' ')}${bytes.length > 16 ? ' …' : ''}>`;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function showError(error: Error, depth: number): string {
  const { name, message, ...rest } = factsOf(error);
  const words = message === '' ? String(name) : `${String(name)}: ${String(message)}`;
  return Object.keys(rest).length === 0 ? words : `${words} ${members(rest, depth)}`;
}

function members(value: object, depth: number): string {
  return block(
    Object.entries(value).map(
      ([key, each]) => `${/^[\w$]+$/.test(key) ? key : quote(key)}: ${show(each, depth - 1)}`,
    ),
  );
}

const block = (parts: readonly string[]): string => (parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`);

const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
