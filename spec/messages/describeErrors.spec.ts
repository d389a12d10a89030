import * as t from 'io-ts';
import { describeErrors } from '../../lib/messages/describeErrors.js';

const describeFaults = (codec: t.Mixed, input: unknown): unknown => {
  const result = codec.decode(input);
  return result._tag === 'Left' ? describeErrors(result.left) : result;
};

describe('describeErrors', () => {
  it('tells the path and what was expected there', () => {
    const codec = t.type({ data: t.type({ tags: t.array(t.string) }) });

    expect(describeFaults(codec, { data: { tags: ['a', 5] } })).toEqual([
      { path: 'data.tags.1', reason: 'expected string, got 5' },
    ]);
  });

  it('names a fault of the whole by an empty path', () => {
    expect(describeFaults(t.number, 'five')).toEqual([{ path: '', reason: 'expected number, got "five"' }]);
  });

  it('says what the codec itself says', () => {
    const codec = new t.Type('Even', t.number.is, (u, c) => t.failure(u, c, 'must be even'), t.identity);

    expect(describeFaults(t.type({ a: codec }), { a: 1 })).toEqual([{ path: 'a', reason: 'must be even' }]);
  });

  it('leaves out the branches of intersections', () => {
    const codec = t.type({ data: t.intersection([t.type({ a: t.string }), t.partial({ b: t.string })]) });

    expect(describeFaults(codec, { data: { a: 'a', b: 1 } })).toEqual([
      { path: 'data.b', reason: 'expected string, got 1' },
    ]);
  });

  it.each([
    ['short text', 'a"b', '"a\\"b"'],
    ['text of 40 characters', 'x'.repeat(40), `"${'x'.repeat(40)}"`],
    ['longer text', 'x'.repeat(41), 'a string of 41 characters'],
    ['NaN', NaN, 'NaN'],
    ['null', null, 'null'],
    ['a bigint', 5n, '5'],
    ['a symbol', Symbol('a'), 'Symbol(a)'],
    ['an array', [1, 2], 'an array'],
    ['an object', { toString: null }, 'an object'],
    ['a function', () => 5, 'a function'],
  ])('quotes %s', (_, input, quoted) => {
    const nothing = new t.Type<unknown>('nothing', t.unknown.is, t.failure, t.identity);

    expect(describeFaults(nothing, input)).toEqual([{ path: '', reason: `expected nothing, got ${quoted}` }]);
  });

  it('manages an error without a context', () => {
    expect(describeErrors([{ value: 1, context: [] }])).toEqual([
      { path: '', reason: 'expected another value, got 1' },
    ]);
  });
});
