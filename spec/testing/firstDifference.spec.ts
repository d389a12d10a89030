import { isDeepStrictEqual } from 'node:util';
import { closedBy } from 'rxwire/testing';
import { firstDifference } from '../../lib/testing/firstDifference.js';

describe('firstDifference', () => {
  it.each<[actual: unknown, expected: unknown, difference: string | undefined]>([
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, 'b is 2, not 3'],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'a[0].b is 1, not 2'],
    [{ a: 1 }, {}, 'a is 1, not undefined'],
    [{}, { a: 'x' }, "a is undefined, not 'x'"],
    [closedBy(1012), Object.assign(closedBy(1012), { code: 1013 }), 'code is 1012, not 1013'],
    [{ cause: new Error('a') }, { cause: new Error('b') }, "cause.message is 'a', not 'b'"],
    [1, 2, undefined],
    [[1], { 0: 2 }, undefined],
    [{ a: 1 }, { a: 1 }, undefined],
  ])('of %p and %p is %p', (actual, expected, difference) => {
    expect(firstDifference(actual, expected, isDeepStrictEqual)).toBe(difference);
  });

  it('takes a matcher as a whole', () => {
    expect(firstDifference({ a: {} }, { a: expect.objectContaining({ b: 1 }) }, () => false)).toMatch(
      /^a is {}, not ObjectContaining/,
    );
  });
});
