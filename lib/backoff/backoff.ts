import { checkNumber } from '../core/checkNumber.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { capDelay } from './capDelay.js';
import { decorrelatedJitter } from './decorrelatedJitter.js';
import { equalJitter } from './equalJitter.js';
import { exponential } from './exponential.js';
import type { ExponentialConfig } from './exponential.js';
import { fullJitter } from './fullJitter.js';
import type { JitterConfig } from './fullJitter.js';
import { honorRetryAfter } from './honorRetryAfter.js';
import { limitAttempts } from './limitAttempts.js';
import { limitElapsed } from './limitElapsed.js';

export interface BackoffConfig extends ExponentialConfig, JitterConfig {
  /** No wait is longer, in ms. @defaultValue 30_000 */
  readonly maxDelay?: number;
  /**
   * How waits are spread: not at all, from 0, from half, or from the initial delay to three times the previous wait
   * (which takes the place of `factor`). @defaultValue 'full'
   */
  readonly jitter?: 'none' | 'full' | 'equal' | 'decorrelated';
  /**
   * Most that is believed of a wait that the server asks for (`Retry-After`, `retry:`), in ms. It is added to the wait of this
   * policy, so no server makes a client faster than it; `0` turns it off. @defaultValue 3_600_000
   */
  readonly maxRetryAfter?: number;
  /** Retries in a row before giving up. @defaultValue 30 */
  readonly maxAttempts?: number;
  /** Milliseconds since the first failure before giving up. @defaultValue 3_600_000 */
  readonly maxElapsed?: number;
}

/**
 * The everyday policy in one object: exponential, capped, spread, limited.
 *
 * ```text
 * attempt   1       2       3       4       5        6 …30    31
 * delay     0…1 s   0…2 s   0…4 s   0…8 s   0…16 s   0…30 s   none
 * ```
 *
 * For anything else compose the parts: `backoff()` is
 * `pipe(exponential(), capDelay(30_000), fullJitter(), honorRetryAfter(), limitAttempts(30), limitElapsed(3_600_000))`.
 *
 * Errors: `RangeError` or `TypeError` at construction, naming the option and its value.
 */
export function backoff(config: BackoffConfig = {}): BackoffPolicy {
  const { maxDelay = 30_000, jitter = 'full', maxAttempts = 30, maxElapsed = 3_600_000 } = config;
  const { maxRetryAfter = 3_600_000 } = config;
  checkNumber('maxRetryAfter', maxRetryAfter);
  checkNumber('maxAttempts', maxAttempts);
  checkNumber('maxElapsed', maxElapsed);
  checkOneOf('jitter', jitter, ['none', 'full', 'equal', 'decorrelated']);
  const capped = capDelay(maxDelay)(exponential(config));
  const spread =
    jitter === 'full'
      ? fullJitter(config)(capped)
      : jitter === 'equal'
        ? equalJitter(config)(capped)
        : jitter === 'decorrelated'
          ? decorrelatedJitter(config)
          : capped;
  return limitElapsed(maxElapsed)(limitAttempts(maxAttempts)(honorRetryAfter(maxRetryAfter)(spread)));
}
