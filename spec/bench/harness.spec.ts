import { drawRace, race, short, spread, type Contestant } from './harness.js';

/** A clock that moves only when a contestant says so, and the contestants that move it. */
function drawnRun(): {
  now: () => number;
  order: string[];
  contestant: (name: string, operations: number, durations: readonly number[]) => Contestant;
} {
  let time = 0;
  const order: string[] = [];
  return {
    now: () => time,
    order,
    contestant: (name, operations, durations) => {
      let turn = 0;
      return {
        name,
        run: () => {
          order.push(name);
          time += durations[turn++] ?? NaN;
          return Promise.resolve({ operations });
        },
      };
    },
  };
}

describe('race', () => {
  it('lets contestants run in turns and counts no warm-up', async () => {
    const { now, order, contestant } = drawnRun();
    const contestants = [contestant('a', 10, [500, 1, 1]), contestant('b', 10, [500, 2, 2])];

    const { standings } = await race({ title: '', contestants, baseline: 'a', rounds: 2, warmUp: 1, now });

    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(standings.map(({ rate }) => rate.median)).toEqual([10_000, 5_000]);
  });

  it('compares with the baseline of the same round', async () => {
    const { now, contestant } = drawnRun();
    const contestants = [contestant('slow start', 10, [10, 1, 1]), contestant('b', 10, [20, 2, 4])];

    const { standings } = await race({
      title: '',
      contestants,
      baseline: 'slow start',
      rounds: 3,
      warmUp: 0,
      now,
    });

    expect(standings[1]?.ratio).toEqual({ median: 0.5, min: 0.25, max: 0.5 });
  });

  it('takes the time that a contestant measured itself', async () => {
    const contestants: Contestant[] = [{ name: 'a', run: () => ({ operations: 5, elapsed: 10 }) }];

    const { standings } = await race({ title: '', contestants, baseline: 'a', rounds: 1, warmUp: 0 });

    expect(standings[0]?.rate.median).toBe(500);
  });

  it.each([
    ['an unknown baseline', [{ name: 'a', run: () => ({ operations: 1, elapsed: 1 }) }], 'b'],
    ['a contestant that did nothing', [{ name: 'a', run: () => ({ operations: 0, elapsed: 1 }) }], 'a'],
  ])('refuses %s', async (_, contestants, baseline) => {
    await expect(race({ title: 'race', contestants, baseline })).rejects.toThrow(RangeError);
  });
});

describe('spread', () => {
  it('takes the mean of the two in the middle', () => {
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
});

describe('drawRace', () => {
  it('draws a table', () => {
    const table = drawRace({
      title: 'receive',
      baseline: 'ws',
      rounds: 3,
      standings: [
        {
          name: 'ws',
          rate: { median: 400_000, min: 350_000, max: 450_000 },
          ratio: { median: 1, min: 1, max: 1 },
        },
        {
          name: 'rxwire',
          rate: { median: 380_000, min: 340_000, max: 390_000 },
          ratio: { median: 0.95, min: 0.9, max: 0.97 },
        },
      ],
    });

    expect(table).toBe(
      [
        'receive (median of 3 rounds)',
        '          operations/s      min–max  × ws    min–max',
        '  ws             400 k  350 k–450 k  1.00  1.00–1.00',
        '  rxwire         380 k  340 k–390 k  0.95  0.90–0.97',
      ].join('\n'),
    );
  });

  it.each([
    [912, '912'],
    [999.6, '1.00 k'],
    [4_127, '4.13 k'],
    [999_600, '1.00 M'],
    [5_500_000, '5.50 M'],
  ])('shortens %d to %s', (value, text) => {
    expect(short(value)).toBe(text);
  });
});
