import { capDelay, constant, exponential } from 'rxwire';
import { answers } from '../support/backoffContext.js';

describe('capDelay', () => {
  it('lets no wait be longer than the cap', () => {
    const policy = capDelay(30_000)(exponential());

    expect(answers(policy, [1, 2, 3, 4, 5, 6, 7])).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is off at Infinity, and may be zero', () => {
    expect(answers(capDelay(Infinity)(constant(5)), [1])).toEqual([5]);
    expect(answers(capDelay(0)(constant(5)), [1])).toEqual([0]);
  });

  it.each([-1, NaN])('refuses a cap of %p', (cap) => {
    expect(() => capDelay(cap)).toThrow(new RangeError(`maxDelay must be a number, 0 or more; got ${cap}`));
  });
});
