import { ConnectionError } from '../core/ConnectionError.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { mapDelay } from './mapDelay.js';
import { checkNumber } from '../core/checkNumber.js';

/**
 * Adds what the peer asked for: `Retry-After` of a refused handshake, the `retry:` field of an event stream.
 *
 * ```text
 * cause             Retry-After: 20   no wish
 * policy            0…1 s             0…2 s
 * honorRetryAfter   20…21 s           0…2 s
 * ```
 *
 * Added and not taken instead, so that clients that were told the same time do not all come at that time. Put it behind
 * jitter and cap: the peer knows better than the cap. It is believed up to `most` ms (an hour unless given), so that one
 * mistaken header does not park a client for weeks (`Infinity` believes it, up to 2^31 - 1 ms), and never makes a wait shorter. `backoff` has it: `maxRetryAfter`.
 *
 * Errors: `RangeError` at construction for a negative time.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function honorRetryAfter<C = unknown>(
  most = 3_600_000,
): (policy: BackoffPolicy<C>) => BackoffPolicy<C> {
  checkNumber('most', most);
  return mapDelay((delay, { cause }) => {
    const asked = (cause instanceof ConnectionError && cause.retryAfter) || 0;
    return delay + Math.min(Math.max(asked, 0), most);
  });
}
