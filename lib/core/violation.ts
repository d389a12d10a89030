import { ConnectionError } from './ConnectionError.js';

const closeCodes: readonly (readonly [code: RegExp, closeCode: number])[] = [
  [/^WS_ERR_INVALID_UTF8$/, 1007],
  [/^Z_/, 1007],
  [/^WS_ERR_TOO_MANY_BUFFERED_PARTS$/, 1008],
  [/^WS_ERR_UNSUPPORTED_(DATA_PAYLOAD|MESSAGE)_LENGTH$/, 1009],
  [/^WS_ERR_/, 1002],
];

/**
 * What an error of an open `ws` socket says of its peer: a violation of the protocol, with the code that `ws` closes
 * with; `undefined` for any other error, which the close event tells better.
 *
 * @see https://github.com/websockets/ws/blob/master/doc/ws.md#error-codes
 */
export function violation(error: Error & { readonly code?: unknown }): ConnectionError | undefined {
  const found = closeCodes.find(([code]) => code.test(String(error.code)));
  return found && new ConnectionError('protocol', error.message, { code: found[1] }, error);
}
