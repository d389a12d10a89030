import { longestDelay } from '../../lib/core/longestDelay.js';

describe('longestDelay', () => {
  it('is what a signed integer of 32 bits holds, as in the timers of platforms', () => {
    expect(longestDelay | 0).toBe(longestDelay);
    expect((longestDelay + 1) | 0).toBeLessThan(0);
  });
});
