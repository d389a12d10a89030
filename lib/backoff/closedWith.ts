import { ConnectionError } from '../core/ConnectionError.js';
import type { BackoffContext } from './BackoffPolicy.js';

/**
 * A predicate for `giveUpWhen` and `forCause`: the peer closed with one of these codes.
 *
 * @example
 * ```ts
 * import { closedWith, constant, exponential, forCause, giveUpWhen } from 'rxwire';
 * import { pipe } from 'fp-ts/lib/function.js';
 *
 * const policy = pipe(
 *   exponential(),
 *   giveUpWhen(closedWith(4401)), // the application's "signed out": do not come back
 *   forCause(closedWith(1012), constant(250)), // restarting: come back at once
 * );
 * ```
 */
export function closedWith(...codes: readonly number[]): (context: BackoffContext) => boolean {
  return ({ cause }) =>
    cause instanceof ConnectionError && cause.kind === 'closed' && codes.includes(cause.code);
}
