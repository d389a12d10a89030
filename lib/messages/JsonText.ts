import * as t from 'io-ts';
import { reasonOf } from './reasonOf.js';

/**
 * JSON text, or its UTF-8 bytes, to the value it stands for, and back to text.
 *
 * ```text
 * '{"a":1}'             → { a: 1 }
 * Uint8Array 7b 7d      → {}
 * '{"a":1'              → error, with the parser's words as reason
 * bytes that are no UTF-8, a Blob, undefined …  → error
 * ```
 *
 * Of a key that stands twice the last one counts. A key `__proto__` becomes an ordinary own property.
 *
 * Errors: `decode` never throws. `encode` throws what `JSON.stringify` throws: a `RangeError` for a value nested some
 * thousands of levels deep, a `TypeError` for a cycle or a bigint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export const JsonText: t.Type<unknown, string, unknown> = new t.Type(
  'JSON text',
  t.unknown.is,
  (input, context) => {
    try {
      return t.success(JSON.parse(typeof input === 'string' ? input : fromBytes(input)));
    } catch (error) {
      return t.failure(input, context, reasonOf(error, 'not readable'));
    }
  },
  (value) => JSON.stringify(value),
);

function fromBytes(input: unknown): string {
  if (!ArrayBuffer.isView(input) && !isArrayBuffer(input)) throw new TypeError('neither text nor bytes');
  return new TextDecoder('utf-8', { fatal: true }).decode(input);
}

/** By tag, since a buffer may come from another realm. */
function isArrayBuffer(input: unknown): input is ArrayBuffer {
  return Object.prototype.toString.call(input) === '[object ArrayBuffer]';
}
