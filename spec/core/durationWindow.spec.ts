import { durationWindow } from '../../lib/core/durationWindow.js';

describe('durationWindow', () => {
  it('knows nothing at first', () => {
    const window = durationWindow();

    expect(window.summary()).toEqual({ last: undefined, p50: undefined, p95: undefined });
  });

  it('is all one value after one', () => {
    const window = durationWindow();

    window.add(0);

    expect(window.summary()).toEqual({ last: 0, p50: 0, p95: 0 });
  });

  it.each([
    { durations: [30, 10, 20], last: 20, p50: 20, p95: 30 },
    { durations: [4, 1, 3, 2], last: 2, p50: 2, p95: 4 },
    { durations: [100, 9, 80], last: 80, p50: 80, p95: 100 },
    { durations: Array.from({ length: 100 }, (_, n) => 100 - n), last: 1, p50: 50, p95: 95 },
    { durations: Array.from({ length: 20 }, (_, n) => n + 1), last: 20, p50: 10, p95: 19 },
  ])('takes the nearest rank: p50 $p50 and p95 $p95 of $durations', ({ durations, ...summary }) => {
    const window = durationWindow();

    for (const duration of durations) window.add(duration);

    expect(window.summary()).toEqual(summary);
  });

  it('keeps the latest 128 unless told otherwise', () => {
    const window = durationWindow();

    for (let n = 1; n <= 1_000; n += 1) window.add(n);

    expect(window.summary()).toEqual({ last: 1_000, p50: 873 + 63, p95: 873 + 121 });
  });

  it('lets the oldest go when it is full', () => {
    const window = durationWindow(3);

    for (const duration of [900, 1, 2, 3]) window.add(duration);

    expect(window.summary()).toEqual({ last: 3, p50: 2, p95: 3 });
  });

  it('starts anew when cleared', () => {
    const window = durationWindow(3);
    for (const duration of [7, 8, 9, 10]) window.add(duration);

    window.clear();
    const empty = window.summary();
    window.add(5);

    expect(empty).toEqual({ last: undefined, p50: undefined, p95: undefined });
    expect(window.summary()).toEqual({ last: 5, p50: 5, p95: 5 });
  });
});
