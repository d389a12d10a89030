import fc from 'fast-check';
import { exponential } from 'rxwire';
import { answer, answers } from '../support/backoffContext.js';

describe('exponential', () => {
  it('waits longer by a factor each time', () => {
    const policy = exponential({ initialDelay: 1_000, factor: 2 });

    expect(answers(policy, [1, 2, 3, 4])).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('begins at one second and doubles by default', () => {
    expect(answers(exponential(), [1, 2, 11])).toEqual([1_000, 2_000, 1_024_000]);
  });

  it('takes a factor that is no whole number, and one that does not grow', () => {
    expect(answers(exponential({ initialDelay: 100, factor: 1.5 }), [1, 2, 3])).toEqual([100, 150, 225]);
    expect(answers(exponential({ initialDelay: 100, factor: 1 }), [1, 2, 1e9])).toEqual([100, 100, 100]);
  });

  it.each([100, 10_000, 1e9, Number.MAX_SAFE_INTEGER])('does not overflow at attempt %p', (attempt) => {
    expect(answer(exponential(), { attempt })).toBe(2_147_483_647);
    expect(answer(exponential({ initialDelay: 0 }), { attempt })).toBe(0);
  });

  it('never waits less than nothing, longer than a timer can, or shorter than at the attempt before', () => {
    const delay = fc.integer({ min: 0, max: 2_147_483_647 });
    const factor = fc.double({ min: 1, noNaN: true });
    fc.assert(
      fc.property(delay, factor, fc.integer({ min: 1, max: 1e9 }), (initialDelay, factor, attempt) => {
        const policy = exponential({ initialDelay, factor });
        const [now, next] = answers(policy, [attempt, attempt + 1]) as [number, number];

        expect(now).toBeGreaterThanOrEqual(0);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next).toBeLessThanOrEqual(2_147_483_647);
      }),
    );
  });

  it.each([
    [{ initialDelay: -1 }, /^initialDelay must .*; got -1$/],
    [{ initialDelay: NaN }, /^initialDelay must .*; got NaN$/],
    [{ initialDelay: Infinity }, /^initialDelay must .*; got Infinity$/],
    [{ factor: 0.9 }, /^factor must be a number, 1 or more; got 0.9$/],
    [{ factor: NaN }, /^factor must be a number, 1 or more; got NaN$/],
    [{ initialDelay: '1000' as never }, /^initialDelay must .*; got 1000$/],
  ])('refuses %p, naming option and value', (config, message) => {
    expect(() => exponential(config)).toThrow(RangeError);
    expect(() => exponential(config)).toThrow(message);
  });
});
