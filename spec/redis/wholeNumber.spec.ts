import { wholeNumber } from '../../lib/redis/wholeNumber.js';

describe('wholeNumber', () => {
  it.each([
    [0, '0'],
    [1.9, '1'],
    [-1, '0'],
    [300_000, '300000'],
    [2 ** 53, '9007199254740991'],
    [Infinity, '9007199254740991'],
  ])('writes %p as %p', (value, text) => {
    expect(wholeNumber(value)).toBe(text);
  });
});
