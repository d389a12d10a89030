import { tokenBucket } from './tokenBucket.js';
import type { TokenBucket } from './tokenBucket.js';

/** A rate for each of many. */
export interface RateByKey {
  /** Takes a token of this one's: 0, or, where there is none, the ms until there is one. */
  take(key: string, present: number): number;
}

/**
 * A `tokenBucket` for each key, of at most `capacity` keys: who has not asked for longest is forgotten, and begins anew with a
 * full one.
 *
 * ```text
 * rate: 2, burst: 1     take a    take a    take b    a's 500 ms later
 *                       0         500       0         0
 * ```
 */
export function rateByKey(rate: number, burst: number, capacity = 10_000): RateByKey {
  const buckets = new Map<string, TokenBucket>();

  return {
    take: (key, present) => {
      if (rate === Infinity || burst === Infinity) return 0;
      const bucket = buckets.get(key) ?? tokenBucket(rate, burst);
      // A Map keeps the order in which its keys came: the first is the one that has waited longest.
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > capacity) buckets.delete(buckets.keys().next().value as string);
      return bucket.take(present);
    },
  };
}
