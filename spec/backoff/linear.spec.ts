import fc from 'fast-check';
import { linear } from 'rxwire';
import { answers } from '../support/backoffContext.js';

describe('linear', () => {
  it('waits longer by the same amount each time', () => {
    expect(answers(linear({ initialDelay: 1_000 }), [1, 2, 3, 4])).toEqual([1_000, 2_000, 3_000, 4_000]);
  });

  it('grows by the increment', () => {
    expect(answers(linear({ initialDelay: 500, increment: 100 }), [1, 2, 3])).toEqual([500, 600, 700]);
    expect(answers(linear({ initialDelay: 500, increment: 0 }), [1, 1e9])).toEqual([500, 500]);
  });

  it('begins at one second by default', () => {
    expect(answers(linear(), [1, 2])).toEqual([1_000, 2_000]);
  });

  it('never waits less than nothing, longer than a timer can, or shorter than at the attempt before', () => {
    const delay = fc.integer({ min: 0, max: 2_147_483_647 });
    fc.assert(
      fc.property(delay, delay, fc.integer({ min: 1, max: 1e9 }), (initialDelay, increment, attempt) => {
        const policy = linear({ initialDelay, increment });
        const [now, next] = answers(policy, [attempt, attempt + 1]) as [number, number];

        expect(now).toBeGreaterThanOrEqual(0);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next).toBeLessThanOrEqual(2_147_483_647);
      }),
    );
  });

  it.each([
    [{ initialDelay: -1 }, /^initialDelay must .*; got -1$/],
    [{ increment: -1 }, /^increment must .*; got -1$/],
    [{ increment: Infinity }, /^increment must .*; got Infinity$/],
  ])('refuses %p, naming option and value', (config, message) => {
    expect(() => linear(config)).toThrow(RangeError);
    expect(() => linear(config)).toThrow(message);
  });
});
