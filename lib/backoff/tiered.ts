import { checkDuration } from '../core/checkDuration.js';
import type { BackoffPolicy } from './BackoffPolicy.js';
import { delayOf } from './delayOf.js';

/** One step of `tiered`. */
export interface Tier {
  /** The last attempt of this tier; without it, the tier has no end. */
  readonly upTo?: number;
  /** The wait in this tier, in ms. */
  readonly delay: number;
}

/**
 * Waits by steps. Without tiers: the connection strategy of mobile clients, quick at first and then patient.
 *
 * ```text
 * attempt   1  2  3    4 … 10   11 …
 * delay     1  1  1    5 …  5   30 …    seconds, by default
 * ```
 *
 * After the last tier's `upTo`, its delay goes on.
 *
 * Errors: `RangeError` at construction for no tiers, a delay that is negative or longer than a timer can hold, or an `upTo`
 * that does not grow.
 */
export function tiered(tiers: readonly Tier[] = connectionStrategyTiers): BackoffPolicy {
  let last = 0;
  tiers.forEach(({ upTo = Infinity, delay }, index) => {
    checkDuration(`tiers[${index}].delay`, delay);
    if (!(upTo > last)) {
      throw new RangeError(`tiers[${index}].upTo must be more than ${last}; got ${String(upTo)}`);
    }
    last = upTo;
  });
  const final = tiers.at(-1);
  if (final === undefined) throw new RangeError('tiers must have at least one tier, got none');
  return ({ attempt }) => delayOf((tiers.find(({ upTo = Infinity }) => attempt <= upTo) ?? final).delay);
}

const connectionStrategyTiers: readonly Tier[] = [
  { upTo: 3, delay: 1_000 },
  { upTo: 10, delay: 5_000 },
  { delay: 30_000 },
];
