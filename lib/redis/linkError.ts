import { ConnectionError } from '../core/ConnectionError.js';
import { wordsOf } from '../core/wordsOf.js';

/** Why a link to Redis ended or did not come about, in the words of every other link. */
export function linkError(error: unknown, wasOpen: boolean): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const words = wordsOf(error);
  if (wasOpen) {
    return new ConnectionError(
      'closed',
      `the link to Redis broke: ${words}`,
      { code: 1006, reason: words, wasClean: false },
      error,
    );
  }
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return new ConnectionError(
    'unreachable',
    `no link to Redis: ${words}`,
    { ...(typeof code === 'string' && { code }) },
    error,
  );
}
