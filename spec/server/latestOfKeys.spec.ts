import { latestOfKeys } from '../../lib/server/latestOfKeys.js';

const text = (offset: number): { offset: number; body: string } => ({ offset, body: `body ${offset}` });

describe('latestOfKeys', () => {
  it('keeps as drawn', () => {
    const keys = latestOfKeys(() => {});
    const offsets = (): number[] => keys.after(0, 10).map(({ offset }) => offset);
    const kept: number[][] = [];

    keys.apply({ name: 'a', op: 'set' }, text(1));
    kept.push(offsets());
    keys.apply({ name: 'b', op: 'set' }, text(2));
    kept.push(offsets());
    keys.apply({ name: 'a', op: 'set' }, text(3));
    kept.push(offsets());
    keys.apply({ name: 'b', op: 'remove' }, text(4));
    kept.push(offsets());
    keys.apply({ name: 'a', op: 'remove', of: 1 }, text(5));
    kept.push(offsets());

    expect(kept).toEqual([[1], [1, 2], [2, 3], [3], [3]]);
  });

  it('tells by how many bytes it grew and shrank', () => {
    let bytes = 0;
    const keys = latestOfKeys((by) => void (bytes += by));

    keys.apply({ name: 'ab', op: 'set' }, { offset: 1, body: 'xyz' });
    expect(bytes).toBe(110);
    keys.apply({ name: 'ab', op: 'set' }, { offset: 2, body: 'x' });
    expect(bytes).toBe(106);
    keys.apply({ name: 'ab', op: 'remove' }, { offset: 3, body: '' });
    keys.apply({ name: 'ab', op: 'remove' }, { offset: 4, body: '' });
    expect(bytes).toBe(0);
  });
});
