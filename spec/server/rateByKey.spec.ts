import { rateByKey } from '../../lib/server/rateByKey.js';

describe('rateByKey', () => {
  it('has a rate and a burst for each', () => {
    const { take } = rateByKey(2, 1);

    expect([take('a', 0), take('a', 0), take('b', 0), take('a', 500), take('a', 500)]).toEqual([
      0, 500, 0, 0, 500,
    ]);
  });

  it('forgets who has not asked for longest when there are too many', () => {
    const { take } = rateByKey(1, 1, 2);
    take('a', 0);
    take('b', 0);

    expect(take('a', 0)).toBe(1_000);
    take('c', 0);

    expect([take('a', 0), take('c', 0), take('b', 0)]).toEqual([1_000, 1_000, 0]);
  });

  it('has no limit where one of them is infinite', () => {
    const [fast, large] = [rateByKey(Infinity, 1), rateByKey(1, Infinity)];

    expect([fast.take('a', 0), fast.take('a', 0), large.take('a', 0), large.take('a', 0)]).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
