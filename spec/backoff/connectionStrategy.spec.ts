import { connectionStrategy } from 'rxwire';
import { answer } from '../support/backoffContext.js';

describe('connectionStrategy', () => {
  it.each<[number, number | 'none']>([
    [1, 1_000],
    [2, 1_000],
    [3, 1_000],
    [4, 5_000],
    [5, 5_000],
    [6, 5_000],
    [7, 5_000],
    [8, 5_000],
    [9, 5_000],
    [10, 5_000],
    [11, 30_000],
    [12, 30_000],
    [13, 30_000],
    [14, 30_000],
    [15, 30_000],
    [16, 30_000],
    [17, 30_000],
    [18, 30_000],
    [19, 30_000],
    [20, 30_000],
    [21, 30_000],
    [22, 30_000],
    [23, 30_000],
    [24, 30_000],
    [25, 30_000],
    [26, 30_000],
    [27, 30_000],
    [28, 30_000],
    [29, 30_000],
    [30, 30_000],
    [31, 'none'],
  ])('attempt %p waits %p ms', (attempt, delay) => {
    expect(answer(connectionStrategy(), { attempt })).toBe(delay);
  });

  it('gives up after one hour', () => {
    expect(answer(connectionStrategy(), { attempt: 5, elapsed: 3_600_000 })).toBe(5_000);
    expect(answer(connectionStrategy(), { attempt: 5, elapsed: 3_600_001 })).toBe('none');
  });
});
