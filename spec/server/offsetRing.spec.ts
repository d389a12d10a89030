import { offsetRing } from '../../lib/server/offsetRing.js';

describe('offsetRing', () => {
  it('finds items by their offset, wherever it begins', () => {
    const ring = offsetRing<{ readonly offset: number }>();
    [4, 5, 6, 7].forEach((offset) => ring.push({ offset }));

    expect(ring.shift()).toEqual({ offset: 4 });
    expect(ring.after(5, 10)).toEqual([{ offset: 6 }, { offset: 7 }]);
    expect(ring.after(0, 2)).toEqual([{ offset: 5 }, { offset: 6 }]);
    expect(ring.after(7, 10)).toEqual([]);
    expect([ring.oldest, ring.latest, ring.length]).toEqual([{ offset: 5 }, { offset: 7 }, 3]);
  });

  it('is empty at first and again after all have left', () => {
    const ring = offsetRing<{ readonly offset: number }>();
    expect([ring.oldest, ring.latest, ring.length, ring.shift(), ring.after(0, 9)]).toEqual([
      undefined,
      undefined,
      0,
      undefined,
      [],
    ]);

    ring.push({ offset: 1 });
    ring.shift();
    expect([ring.oldest, ring.latest, ring.length]).toEqual([undefined, undefined, 0]);
    ring.push({ offset: 2 });
    expect(ring.after(1, 9)).toEqual([{ offset: 2 }]);
  });

  it('agrees with a plain list after any number of steps', () => {
    const ring = offsetRing<{ readonly offset: number }>();
    const list: { readonly offset: number }[] = [];
    for (let offset = 1; offset <= 2_000; offset++) {
      ring.push({ offset });
      list.push({ offset });
      if (offset % 3 === 0) while (list.length > offset % 7) expect(ring.shift()).toEqual(list.shift());
      expect(ring.after(offset - 3, 2)).toEqual(list.filter((each) => each.offset > offset - 3).slice(0, 2));
      expect(ring.length).toBe(list.length);
    }
  });
});
