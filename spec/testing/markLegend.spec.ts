import { isDeepStrictEqual } from 'node:util';
import { isMark, markLegend } from '../../lib/testing/markLegend.js';

describe('markLegend', () => {
  it('takes the mark of an equal value, and tells only of those in use', () => {
    const legend = markLegend(isDeepStrictEqual, { a: { id: 1 }, b: { id: 2 } });

    expect(legend.markFor({ id: 2 })).toBe('b');
    expect(legend.lines()).toEqual(['b = { id: 2 }']);
  });

  it('takes a text of one character for itself, and makes a mark for anything else', () => {
    const legend = markLegend(isDeepStrictEqual, { c: 1 }, ['A']);

    expect(['a', 'c', 'long', 'long', 2].map(legend.markFor)).toEqual(['a', 'B', 'C', 'C', 'D']);
    expect(legend.lines()).toEqual(["B = 'c'", "C = 'long'", 'D = 2']);
  });

  it('says which mark has no value', () => {
    const legend = markLegend(isDeepStrictEqual, { a: undefined });
    legend.define('a', undefined);
    legend.define('b', undefined);

    expect(legend.lines()).toEqual(['a = undefined', 'b = undefined (not in values)']);
  });

  it('has a last mark, for all that come when no other is left', () => {
    const legend = markLegend(isDeepStrictEqual);
    const marks = Array.from({ length: 64 }, (_, index) => legend.markFor(index));

    expect(marks.slice(60)).toEqual(['8', '9', '?', '?']);
  });
});

describe('isMark', () => {
  it('is one character that a diagram takes for a value', () => {
    expect(['a', '1', 'é', '🚀'].every(isMark)).toBe(true);
    expect(['', 'ab', ' ', '-', '|', '#', '(', ')', '^', '!'].some(isMark)).toBe(false);
  });
});
