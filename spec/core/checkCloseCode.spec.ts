import { checkCloseCode } from '../../lib/core/checkCloseCode.js';

describe('checkCloseCode', () => {
  it.each([1000, 3000, 3999, 4000, 4401, 4999])('lets %p pass', (code) => {
    expect(() => checkCloseCode(code)).not.toThrow();
  });

  it.each([0, -1, 999, 1001, 1006, 2999, 5000, 3000.5, NaN, Infinity])('refuses %p and names it', (code) => {
    expect(() => checkCloseCode(code)).toThrow(
      new RangeError(`close code must be 1000 or from 3000 to 4999, got ${code}`),
    );
  });
});
