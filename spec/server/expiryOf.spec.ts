import { expiryOf } from '../../lib/server/expiryOf.js';
import { marbles } from '../support/marbles.js';

describe('expiryOf', () => {
  it.each([
    [{}, Infinity],
    [{ expiresIn: 5 }, 5],
    [{ expiresAt: 7 }, 7],
    [{ expiresAt: 7, expiresIn: 5 }, 5],
    [{ expiresAt: 3, expiresIn: 5 }, 3],
    [{ expiresIn: -1 }, -1],
    [{ expiresIn: undefined }, Infinity],
  ])('%p ends at %p', (given, expected) => {
    marbles(() => {
      expect(expiryOf(given as object)).toBe(expected);
    })();
  });

  it.each([
    [{ expiresIn: '1h' }, 'expiresIn must be a number of ms; got 1h'],
    [{ expiresAt: NaN }, 'expiresAt must be a number of ms; got NaN'],
    [{ expiresAt: null }, 'expiresAt must be a number of ms; got null'],
    [{ expiresAt: new Date(5) }, `expiresAt must be a number of ms; got ${String(new Date(5))}`],
  ])('refuses %p', (given, words) => {
    expect(() => expiryOf(given as never)).toThrow(new TypeError(words));
  });
});
