import { option } from 'fp-ts';
import { delayOf, giveUp } from '../../lib/backoff/delayOf.js';
import { longestDelay } from '../../lib/core/longestDelay.js';

describe('delayOf', () => {
  it("is fp-ts's some, and giveUp its none, without its run time", () => {
    expect(delayOf(5)).toEqual(option.some(5));
    expect(giveUp).toEqual(option.none);
    expect(option.isNone(giveUp)).toBe(true);
  });

  it.each([
    [-1, 0],
    [-Infinity, 0],
    [0, 0],
    [0.5, 0.5],
    [longestDelay, 2_147_483_647],
    [longestDelay + 1, longestDelay],
    [Infinity, longestDelay],
  ])('holds %p at %p, so that a timer can keep it', (delay, held) => {
    expect(delayOf(delay)).toEqual(option.some(held));
  });
});
