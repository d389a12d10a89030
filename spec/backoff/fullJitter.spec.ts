import fc from 'fast-check';
import { capDelay, constant, exponential, fullJitter } from 'rxwire';
import { answer } from '../support/backoffContext.js';

describe('fullJitter', () => {
  it.each([
    [4_000, 0, 0],
    [4_000, 0.25, 1_000],
    [4_000, 0.75, 3_000],
    [30_000, 0.5, 15_000],
  ])('makes of %p ms at a throw of %p a wait of %p ms', (delay, thrown, wait) => {
    const policy = fullJitter({ random: () => thrown })(constant(delay));

    expect(answer(policy)).toBe(wait);
  });

  it("stays between no wait and the policy's wait", () => {
    const thrown = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), thrown, (attempt, thrown) => {
        const plain = capDelay(30_000)(exponential());
        const wait = answer(fullJitter({ random: () => thrown })(plain), { attempt });

        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(answer(plain, { attempt }) as number);
      }),
    );
  });

  it('spreads a crowd at the cap over all of it', () => {
    const policy = fullJitter()(capDelay(30_000)(exponential()));

    const waits = Array.from({ length: 1_000 }, () => answer(policy, { attempt: 100 }) as number);

    expect(new Set(waits).size).toBeGreaterThan(990);
    expect(Math.min(...waits)).toBeLessThan(3_000);
    expect(Math.max(...waits)).toBeGreaterThan(27_000);
    expect(Math.max(...waits)).toBeLessThan(30_000);
  });
});
