import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { delayOf } from './delayOf.js';
import type { JitterConfig } from './fullJitter.js';

export interface DecorrelatedJitterConfig extends JitterConfig {
  /** The shortest wait, in ms. @defaultValue 1_000 */
  readonly initialDelay?: number;
  /** The longest wait, in ms; no less than `initialDelay`. @defaultValue 30_000 */
  readonly maxDelay?: number;
}

/**
 * A policy of its own: between the initial delay and three times the previous wait, within `maxDelay`.
 *
 * ```text
 * previous   0       1.8 s     5 s      30 s
 * delay      1…3 s   1…5.4 s   1…15 s   1…30 s
 * ```
 *
 * The ceiling is cut before the random choice and not after it, so that clients are spread at the cap as well.
 *
 * Errors: `RangeError` at construction for a negative delay or a cap below it.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function decorrelatedJitter(config: DecorrelatedJitterConfig = {}): BackoffPolicy {
  const { initialDelay = 1_000, maxDelay = 30_000, random = Math.random } = config;
  checkDuration('initialDelay', initialDelay);
  checkNumber('maxDelay', maxDelay, initialDelay);
  return ({ previousDelay }) => {
    const ceiling = Math.min(maxDelay, Math.max(initialDelay, previousDelay) * 3);
    return delayOf(initialDelay + (ceiling - initialDelay) * random());
  };
}
