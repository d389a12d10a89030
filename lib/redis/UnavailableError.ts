import { brand } from '../core/brand.js';

/**
 * The engine did not do it, or did not say so: it is out of reach, refuses (out of memory, say), or too much waits for it already. The
 * same may succeed later. What it came from is in `cause`.
 *
 * `instanceof UnavailableError` holds across copies of this package: it goes by a brand.
 */
export class UnavailableError extends Error {
  declare readonly name: 'UnavailableError';
  readonly code = 'UNAVAILABLE';

  constructor(
    message: string,
    /** Whether it may have been done all the same: the link broke before the answer came. */
    readonly mayBeDone: boolean,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
brand(UnavailableError, 'UnavailableError');
