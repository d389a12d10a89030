import type { Option } from 'fp-ts/lib/Option.js';
import { longestDelay } from '../core/longestDelay.js';

/** Give up. The same value as fp-ts's `option.none`, without its run time. */
export const giveUp: Option<never> = { _tag: 'None' };

/** Wait so many milliseconds, held between 0 and `longestDelay`. The same value as fp-ts's `option.some`. */
export function delayOf(delay: number): Option<number> {
  return { _tag: 'Some', value: Math.min(Math.max(delay, 0), longestDelay) };
}
