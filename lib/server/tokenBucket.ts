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
  return new Bucket(rate, burst);
}

/** A class: a hub has one for each client. */
class Bucket implements TokenBucket {
  private tokens: number;
  private at: number | undefined;

  constructor(
    private readonly rate: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  take(present: number): number {
    // A clock that was set back gives nothing and takes nothing.
    const passed = Math.max(0, present - (this.at ?? present));
    this.tokens = Math.min(this.burst, this.tokens + (passed * this.rate) / 1_000);
    this.at = present;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.tokens) * 1_000) / this.rate);
  }
}
