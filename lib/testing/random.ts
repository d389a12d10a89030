/**
 * Randomness for tests, in the place of `Math.random`: these numbers in turn, the last of them for all that follow; or,
 * from a seed, numbers that look random and are the same in every run.
 *
 * Errors: `TypeError` for what is neither; `RangeError` for no numbers, for one that is not from 0 to below 1, and for a seed that is no integer.
 *
 * @example
 * ```ts
 * import { backoff } from 'rxwire';
 * import { random } from 'rxwire/testing';
 *
 * const policy = backoff({ random: random([0.5, 0]) }); // half of the delay, and then none
 * ```
 */
export function random(from: readonly number[] | number): () => number {
  if (typeof from === 'number') return seeded(from);
  if (!Array.isArray(from))
    throw new TypeError(`random takes a list of numbers, or a seed; got ${String(from)}`);
  const wrong = from.find((each) => !(each >= 0 && each < 1));
  if (wrong !== undefined || from.length === 0) {
    throw new RangeError(`random numbers are from 0 to below 1; got ${from.length === 0 ? 'none' : wrong}`);
  }
  let drawn = 0;
  return () => from[Math.min(drawn++, from.length - 1)] as number;
}

/** @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
function seeded(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is an integer; got ${seed}`);
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
