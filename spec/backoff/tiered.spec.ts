import { tiered } from 'rxwire';
import { answers } from '../support/backoffContext.js';

describe('tiered', () => {
  it('waits 1 s up to attempt 3, 5 s up to attempt 10, then 30 s by default', () => {
    const policy = tiered();

    expect(answers(policy, [1, 2, 3])).toEqual([1_000, 1_000, 1_000]);
    expect(answers(policy, [4, 5, 6, 7, 8, 9, 10])).toEqual(Array(7).fill(5_000));
    expect(answers(policy, [11, 12, 1_000, 1e9])).toEqual(Array(4).fill(30_000));
  });

  it('takes steps of your own', () => {
    const policy = tiered([{ upTo: 1, delay: 0 }, { upTo: 2, delay: 10 }, { delay: 100 }]);

    expect(answers(policy, [1, 2, 3, 4])).toEqual([0, 10, 100, 100]);
  });

  it("goes on with the last tier's delay after its end", () => {
    expect(
      answers(
        tiered([
          { upTo: 1, delay: 1 },
          { upTo: 2, delay: 2 },
        ]),
        [2, 3, 4],
      ),
    ).toEqual([2, 2, 2]);
  });

  it.each([
    [[], 'tiers must have at least one tier, got none'],
    [[{ delay: -1 }], 'tiers[0].delay must be a number, 0 or more; got -1'],
    [[{ upTo: 1, delay: 1 }, { delay: NaN }], 'tiers[1].delay must be a number, 0 or more; got NaN'],
    [[{ upTo: 0, delay: 1 }], 'tiers[0].upTo must be more than 0; got 0'],
    [[{ upTo: NaN, delay: 1 }], 'tiers[0].upTo must be more than 0; got NaN'],
    [
      [
        { upTo: 3, delay: 1 },
        { upTo: 3, delay: 2 },
      ],
      'tiers[1].upTo must be more than 3; got 3',
    ],
    [[{ delay: 1 }, { delay: 2 }], 'tiers[1].upTo must be more than Infinity; got Infinity'],
  ])('refuses %j, naming what is wrong', (tiers, message) => {
    expect(() => tiered(tiers)).toThrow(new RangeError(message));
  });
});
