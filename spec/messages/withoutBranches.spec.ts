import * as t from 'io-ts';
import { withoutBranches } from '../../lib/messages/withoutBranches.js';

/** The paths of the faults, with the numbers that io-ts puts in, and without. */
function pathsOf(codec: t.Mixed, input: unknown): readonly (readonly [before: string, after: string])[] {
  const result = codec.decode(input);
  if (result._tag === 'Right') return [];
  const join = (context: t.Context): string => context.map(({ key }) => key).join('.');
  return result.left.map(({ context }) => [join(context), join(withoutBranches(context))] as const);
}

describe('withoutBranches', () => {
  it('drops the branch of an intersection', () => {
    const codec = t.intersection([t.type({ a: t.string }), t.partial({ b: t.string })]);

    expect(pathsOf(codec, { a: 'a', b: 1 })).toEqual([['.1.b', '.b']]);
  });

  it('drops the branches of unions, nested ones too', () => {
    const codec = t.type({ a: t.union([t.string, t.type({ b: t.union([t.number, t.null]) })]) });

    expect(pathsOf(codec, { a: { b: 'c' } })).toEqual([
      ['.a.0', '.a'],
      ['.a.1.b.0', '.a.b'],
      ['.a.1.b.1', '.a.b'],
    ]);
  });

  it('keeps the places of arrays and tuples, and keys that are numbers', () => {
    const codec = t.intersection([
      t.type({ a: t.array(t.number), b: t.tuple([t.string, t.string]) }),
      t.type({ 0: t.string }),
    ]);

    expect(pathsOf(codec, { a: [1, 'x'], b: ['x', 1], 0: 1 })).toEqual([
      ['.0.a.1', '.a.1'],
      ['.0.b.1', '.b.1'],
      ['.1.0', '.0'],
    ]);
  });

  it('keeps the place of an item that has the codec of a branch, the second time too', () => {
    const result = t.union([t.string, t.array(t.string)]).decode([5]);
    const context = (result._tag === 'Left' && result.left[1]?.context) || [];

    const once = withoutBranches(context);

    expect(context.map(({ key }) => key)).toEqual(['', '1', '0']);
    expect(once.map(({ key }) => key)).toEqual(['', '0']);
    expect(withoutBranches(once)).toEqual(once);
  });
});
