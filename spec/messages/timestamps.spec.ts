import { timestamps } from '../../lib/messages/timestamps.js';

describe('timestamps', () => {
  it('tells the time of the clock, whichever way it goes', () => {
    const times = [0, 0, 1, 0, 1_772_366_400_000];

    const timestamp = timestamps(() => times.shift() ?? NaN);

    expect(times.slice().map(timestamp)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.001Z',
      '1970-01-01T00:00:00.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);
  });

  it('throws for a clock that tells no time, and goes on when it does again', () => {
    const times = [1, NaN, NaN, 8.64e15 + 1, 1];

    const timestamp = timestamps(() => times.shift() ?? 0);

    expect(timestamp()).toBe('1970-01-01T00:00:00.001Z');
    expect(timestamp).toThrow(RangeError);
    expect(timestamp).toThrow(RangeError);
    expect(timestamp).toThrow(RangeError);
    expect(timestamp()).toBe('1970-01-01T00:00:00.001Z');
  });
});
