import { isPing } from '../../lib/server/isPing.js';

describe('isPing', () => {
  it.each([
    ['{"type":"ping"}', true],
    ['{"id":"p1","type":"ping","timestamp":"t"}', true],
    ['{"type":"chat","data":{"type":"ping"}}', false],
    ['"ping"', false],
    ['null', false],
    ['ping', false],
    ['', false],
  ])('takes %s: %s', (text, expected) => {
    expect(isPing(text)).toBe(expected);
  });
});
