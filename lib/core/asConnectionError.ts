import { ConnectionError } from './ConnectionError.js';
import { wordsOf } from './wordsOf.js';

/** Any thrown value as a `ConnectionError`: itself if it is one, otherwise of kind `application` with it as `cause`. */
export function asConnectionError(error: unknown): ConnectionError {
  return error instanceof ConnectionError
    ? error
    : new ConnectionError('application', wordsOf(error), {}, error);
}
