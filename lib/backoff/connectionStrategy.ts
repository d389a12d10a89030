import type { BackoffPolicy } from './BackoffPolicy.js';
import { limitAttempts } from './limitAttempts.js';
import { limitElapsed } from './limitElapsed.js';
import { tiered } from './tiered.js';

/**
 * The strategy of mobile clients: 1 s up to attempt 3, 5 s up to attempt 10, then 30 s; at most 30 attempts or 1 hour.
 *
 * ```text
 * attempt   1  2  3    4 … 10   11 … 30   31
 * delay     1  1  1    5 …  5   30 … 30   none    seconds
 * ```
 *
 * It has no jitter, so a crowd that was cut off together comes back together: wrap it in `equalJitter()` where
 * many clients share a server.
 */
export function connectionStrategy(): BackoffPolicy {
  return limitElapsed(3_600_000)(limitAttempts(30)(tiered()));
}
