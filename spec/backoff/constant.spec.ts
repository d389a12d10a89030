import { constant } from 'rxwire';
import { answers } from '../support/backoffContext.js';

describe('constant', () => {
  it('waits the same each time', () => {
    expect(answers(constant(5_000), [1, 2, 3, 1e9])).toEqual([5_000, 5_000, 5_000, 5_000]);
  });

  it('may wait no time at all, and as long as a timer can', () => {
    expect(answers(constant(0), [1])).toEqual([0]);
    expect(answers(constant(2_147_483_647), [1])).toEqual([2_147_483_647]);
  });

  it.each([-1, NaN, Infinity, 2_147_483_648])('refuses a delay of %p, naming it', (delay) => {
    expect(() => constant(delay)).toThrow(RangeError);
    expect(() => constant(delay)).toThrow(new RegExp(`^delay must .*; got ${delay}$`));
  });
});
