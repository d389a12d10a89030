import type { Option } from 'fp-ts/lib/Option.js';
import { checkNumber } from '../core/checkNumber.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { longestDelay } from '../core/longestDelay.js';

/** The bookkeeping between a stream that fails and the policy that is asked. */
export interface RetrySeries<Cause> {
  /** Retries decided so far in this series. */
  readonly attempt: number;
  /**
   * Asks the policy about one more failure. `uptime` in ms, 0 if it never opened. The delay is held to what a timer can
   * hold. Errors: `RangeError` for a policy whose delay is negative or no number, which would dial without pause.
   */
  failed(cause: Cause, uptime: number): Option<number>;
  /** The link proved stable: the next failure starts a new series. */
  reset(): void;
  /** Time, in ms, that counts neither for nor against: the device was offline. */
  forgive(duration: number): void;
}

/** Counts a series of failures for a policy; the clock (ms) is the caller's. */
export function retrySeries<Cause>(policy: BackoffPolicy<Cause>, now: () => number): RetrySeries<Cause> {
  let attempt = 0;
  let startedAt = 0;
  let previousDelay = 0;

  return {
    get attempt() {
      return attempt;
    },
    failed: (cause, uptime) => {
      if (attempt === 0) startedAt = now();
      attempt += 1;
      const decision = policy({ attempt, elapsed: now() - startedAt, uptime, cause, previousDelay });
      if (decision._tag === 'None') return decision;
      checkNumber("the policy's delay", decision.value);
      previousDelay = Math.min(decision.value, longestDelay);
      return { _tag: 'Some', value: previousDelay };
    },
    reset: () => {
      attempt = 0;
      previousDelay = 0;
    },
    forgive: (duration) => {
      startedAt += duration;
    },
  };
}
