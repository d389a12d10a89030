import type { Option } from 'fp-ts/lib/Option.js';

/** The longest wait that a timer of the platform can hold: 2^31 − 1 ms, about 24.8 days. Beyond it timers fire at once. */
export const longestDelay = 2_147_483_647;

/** Give up. The same value as fp-ts's `option.none`, without its run time. */
export const giveUp: Option<never> = { _tag: 'None' };

/** Wait so many milliseconds, held between 0 and `longestDelay`. The same value as fp-ts's `option.some`. */
export function delayOf(delay: number): Option<number> {
  return { _tag: 'Some', value: Math.min(Math.max(delay, 0), longestDelay) };
}
