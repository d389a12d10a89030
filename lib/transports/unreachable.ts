import { ConnectionError } from '../core/ConnectionError.js';
import { wordsOf } from '../core/wordsOf.js';

/** No link came about: what the platform says of it, and the code that it names, if it does (`ECONNREFUSED`). */
export function unreachable(cause: unknown): ConnectionError {
  const { code } = (cause ?? {}) as { readonly code?: string };
  return new ConnectionError(
    'unreachable',
    `no connection: ${wordsOf(cause ?? 'never opened')}`,
    code === undefined ? {} : { code },
    cause,
  );
}
