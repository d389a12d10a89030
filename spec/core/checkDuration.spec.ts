import { checkDuration } from '../../lib/core/checkDuration.js';

describe('checkDuration', () => {
  it.each([0, 0.5, 1_000, 2_147_483_647])('lets %p ms pass', (value) => {
    expect(() => checkDuration('timeout', value)).not.toThrow();
  });

  it.each([2_147_483_648, 1e12, Infinity])(
    'refuses %p ms, after which a timer would fire at once',
    (value) => {
      const refused = (): void => checkDuration('timeout', value);

      expect(refused).toThrow(RangeError);
      expect(refused).toThrow(`timeout must be at most 2147483647 ms, about 24 days; got ${value}`);
    },
  );

  it.each([[-1], [NaN], ['1'], [undefined]])('refuses %p, which is no time', (value) => {
    expect(() => checkDuration('timeout', value)).toThrow(
      new RangeError(`timeout must be a number, 0 or more; got ${String(value)}`),
    );
  });

  it('counts from the minimum', () => {
    expect(() => checkDuration('timeout', 1, 1)).not.toThrow();
    expect(() => checkDuration('timeout', 0, 1)).toThrow('timeout must be a number, 1 or more; got 0');
  });
});
