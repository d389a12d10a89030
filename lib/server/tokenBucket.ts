/** Lets so many through at once, and so many more each second. */
export interface TokenBucket {
  /** Takes a token: 0, or, where there is none, the ms until there is one. */
  take(present: number): number;
}

/**
 * ```text
 * rate: 2, burst: 3     present    0 0 0 0    500 600
 *                       take       0 0 0 500  0   400
 * ```
 */
export function tokenBucket(rate: number, burst: number): TokenBucket {
  let tokens = burst;
  let at: number | undefined;

  return {
    take: (present) => {
      // A clock that was set back gives nothing and takes nothing.
      const passed = Math.max(0, present - (at ?? present));
      tokens = Math.min(burst, tokens + (passed * rate) / 1_000);
      at = present;
      if (tokens >= 1) {
        tokens -= 1;
        return 0;
      }
      return Math.ceil(((1 - tokens) * 1_000) / rate);
    },
  };
}
