import { ConnectionError } from '../core/ConnectionError.js';

/**
 * What a method and the name of a header are made of.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-tokens
 */
export const httpToken = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * Throws for a name or a value that no header can have; a value is not quoted, for it may be a secret. Also for what is no
 * object of names and values: a `Headers` or a `Map` has no properties, and would be sent as no headers.
 *
 * Errors: kind `unsupported`, which cannot heal.
 */
export function checkHeaders(headers: unknown): asserts headers is Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null || Symbol.iterator in headers) {
    const got = Object.prototype.toString.call(headers); // [object Headers], Map, Array, String, Null
    throw new ConnectionError(
      'unsupported',
      `headers must be as of Object.fromEntries(headers); got ${got}`,
      {},
    );
  }
  for (const [name, value] of Object.entries(headers)) {
    const part = !httpToken.test(name) ? 'name' : isHeaderValue(value) ? undefined : 'value';
    if (part) {
      const text = JSON.stringify(name);
      throw new ConnectionError('unsupported', `headers: no header can have the ${part} of ${text}`, {});
    }
  }
}

/** A line end after it is removed by fetch: a token that was read from a file has one. */
function isHeaderValue(value: unknown): boolean {
  return (
    typeof value === 'string' && !/[^\t\n\r\x20-\x7e\x80-\xff]/.test(value) && !/[\n\r]/.test(value.trim())
  );
}
