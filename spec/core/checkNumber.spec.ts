import { checkNumber } from '../../lib/core/checkNumber.js';

describe('checkNumber', () => {
  it.each([0, 0.5, 1, 1e9, Infinity])('lets %p pass', (value) => {
    expect(() => checkNumber('capacity', value)).not.toThrow();
  });

  it.each([[-1], [-0.001], [NaN], [-Infinity], ['1'], [null], [undefined], [1n]])(
    'refuses %p and names the option and the value',
    (value) => {
      expect(() => checkNumber('capacity', value)).toThrow(
        new RangeError(`capacity must be a number, 0 or more; got ${String(value)}`),
      );
    },
  );

  it('counts from the minimum', () => {
    expect(() => checkNumber('capacity', 1, 1)).not.toThrow();
    expect(() => checkNumber('capacity', 0, 1)).toThrow('capacity must be a number, 1 or more; got 0');
  });
});
