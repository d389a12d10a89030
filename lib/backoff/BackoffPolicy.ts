import type { Option } from 'fp-ts/lib/Option.js';

/** What a policy is asked about: one failure, and the story so far. Times are milliseconds. */
export interface BackoffContext<Cause = unknown> {
  /** The retry in question: 1 is the first one of this series of failures. */
  readonly attempt: number;
  /** Since the first failure of this series; 0 at that failure. Time spent offline does not count. */
  readonly elapsed: number;
  /** How long the link had been open when it ended; 0 if it never opened. */
  readonly uptime: number;
  /** Why the link ended or the dial failed. */
  readonly cause: Cause;
  /** What the policy answered last in this series; 0 at first. */
  readonly previousDelay: number;
}

/**
 * How long to wait before the next attempt, or `none` to give up: a pure function, without timers. Combinators wrap a
 * policy into another, so they compose with any `pipe`.
 *
 * @example
 * ```ts
 * import { pipe } from 'fp-ts/lib/function.js';
 * import { capDelay, exponential, fullJitter, limitAttempts, limitElapsed } from 'rxwire';
 *
 * const policy = pipe(
 *   exponential({ initialDelay: 1_000 }),
 *   capDelay(30_000),
 *   fullJitter(),
 *   limitAttempts(30),
 *   limitElapsed(3_600_000),
 * );
 * ```
 */
export type BackoffPolicy<Cause = unknown> = (context: BackoffContext<Cause>) => Option<number>;
