import { wordsOf } from '../../lib/core/wordsOf.js';

describe('wordsOf', () => {
  it.each([
    ['the message of an error', new TypeError('broken'), 'broken'],
    ['a string itself', 'gone', 'gone'],
    ['nothing in words', undefined, 'undefined'],
  ])('gives %s', (_, thrown, expected) => {
    expect(wordsOf(thrown)).toBe(expected);
  });
});
