import fc from 'fast-check';
import { capDelay, constant, equalJitter, exponential } from 'rxwire';
import { answer } from '../support/backoffContext.js';

describe('equalJitter', () => {
  it.each([
    [4_000, 0, 2_000],
    [4_000, 0.5, 3_000],
    [30_000, 0, 15_000],
    [30_000, 0.9, 28_500],
  ])('makes of %p ms at a throw of %p a wait of %p ms', (delay, thrown, wait) => {
    const policy = equalJitter({ random: () => thrown })(constant(delay));

    expect(answer(policy)).toBe(wait);
  });

  it("stays between half of the policy's wait and all of it", () => {
    const thrown = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), thrown, (attempt, thrown) => {
        const plain = capDelay(30_000)(exponential());
        const most = answer(plain, { attempt }) as number;
        const wait = answer(equalJitter({ random: () => thrown })(plain), { attempt });

        expect(wait).toBeGreaterThanOrEqual(most / 2);
        expect(wait).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('spreads a crowd at the cap over its upper half', () => {
    const policy = equalJitter()(capDelay(30_000)(exponential()));

    const waits = Array.from({ length: 1_000 }, () => answer(policy, { attempt: 100 }) as number);

    expect(new Set(waits).size).toBeGreaterThan(990);
    expect(Math.min(...waits)).toBeLessThan(16_500);
    expect(Math.max(...waits)).toBeGreaterThan(28_500);
  });
});
