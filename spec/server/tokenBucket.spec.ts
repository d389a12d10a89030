import { tokenBucket } from '../../lib/server/tokenBucket.js';

describe('tokenBucket', () => {
  it('lets a burst through, and then so many a second', () => {
    const bucket = tokenBucket(2, 3);

    expect([0, 0, 0, 0, 500, 600].map((present) => bucket.take(present))).toEqual([0, 0, 0, 500, 0, 400]);
  });

  it('saves up no more than a burst', () => {
    const bucket = tokenBucket(1, 2);
    bucket.take(0);

    expect([100_000, 100_000, 100_000].map((present) => bucket.take(present))).toEqual([0, 0, 1_000]);
  });

  it('is not confused by a clock that is set back', () => {
    const bucket = tokenBucket(1, 1);
    bucket.take(10_000);

    expect([0, 1_000].map((present) => bucket.take(present))).toEqual([1_000, 0]);
  });
});
