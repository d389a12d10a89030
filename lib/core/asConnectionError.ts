import { ConnectionError } from './ConnectionError.js';

/** Any thrown value as a `ConnectionError`: itself if it is one, otherwise of kind `application` with it as `cause`. */
export function asConnectionError(error: unknown): ConnectionError {
  return error instanceof ConnectionError
    ? error
    : new ConnectionError('application', error instanceof Error ? error.message : String(error), {}, error);
}
