import fc from 'fast-check';
import { decorrelatedJitter } from 'rxwire';
import { retrySeries } from '../../lib/backoff/retrySeries.js';
import { answer } from '../support/backoffContext.js';

const almostOne = 1 - Number.EPSILON;
const delay = fc.integer({ min: 0, max: 2_147_483_647 });
const thrown = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('decorrelatedJitter', () => {
  it.each([
    [0, 3_000],
    [1_800, 5_400],
    [5_000, 15_000],
    [10_000, 30_000],
    [30_000, 30_000],
  ])('waits, after a wait of %p ms, between one second and %p ms', (previousDelay, most) => {
    const least = decorrelatedJitter({ random: () => 0 });
    const longest = decorrelatedJitter({ random: () => almostOne });

    expect(answer(least, { previousDelay })).toBe(1_000);
    expect(answer(longest, { previousDelay })).toBeCloseTo(most, 6);
  });

  it('stays within its bounds and three times the previous wait', () => {
    fc.assert(
      fc.property(delay, delay, delay, thrown, (one, other, previousDelay, thrown) => {
        const [initialDelay, maxDelay] = [Math.min(one, other), Math.max(one, other)];
        const policy = decorrelatedJitter({ initialDelay, maxDelay, random: () => thrown });
        const wait = answer(policy, { previousDelay });

        expect(wait).toBeGreaterThanOrEqual(initialDelay);
        expect(wait).toBeLessThanOrEqual(maxDelay);
        expect(wait).toBeLessThanOrEqual(Math.max(initialDelay, previousDelay) * 3);
      }),
    );
  });

  it('never leaves its bounds in a series, however long', () => {
    fc.assert(
      fc.property(fc.array(thrown, { minLength: 50, maxLength: 200 }), (throws) => {
        const random = (): number => throws.pop() ?? 0;
        const series = retrySeries(decorrelatedJitter({ random }), () => 0);

        while (throws.length > 0) {
          const decision = series.failed('down', 0);
          const wait = decision._tag === 'Some' ? decision.value : NaN;
          expect(wait).toBeGreaterThanOrEqual(1_000);
          expect(wait).toBeLessThanOrEqual(30_000);
        }
      }),
    );
  });

  it('spreads a crowd at the cap over all of it', () => {
    const policy = decorrelatedJitter();

    const waits = Array.from(
      { length: 1_000 },
      () => answer(policy, { attempt: 100, previousDelay: 30_000 }) as number,
    );

    expect(new Set(waits).size).toBeGreaterThan(990);
    expect(Math.min(...waits)).toBeLessThan(4_000);
    expect(Math.max(...waits)).toBeGreaterThan(27_000);
  });

  it('has no cap at Infinity but what a timer can hold', () => {
    const policy = decorrelatedJitter({ maxDelay: Infinity, random: () => almostOne });

    expect(answer(policy, { previousDelay: 2_000_000_000 })).toBe(2_147_483_647);
  });

  it.each([
    [{ initialDelay: -1 }, 'initialDelay must be a number, 0 or more; got -1'],
    [{ initialDelay: Infinity }, 'initialDelay must be at most 2147483647 ms, about 24 days; got Infinity'],
    [{ initialDelay: 10, maxDelay: 9 }, 'maxDelay must be a number, 10 or more; got 9'],
    [{ maxDelay: NaN }, 'maxDelay must be a number, 1000 or more; got NaN'],
  ])('refuses %p, naming option and value', (config, message) => {
    expect(() => decorrelatedJitter(config)).toThrow(new RangeError(message));
  });
});
