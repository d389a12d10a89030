import { readClock } from '../../lib/messages/readClock.js';
import { outcomeOf } from './outcomeOf.js';

describe('readClock', () => {
  it('tells what the clock says', () => {
    expect(outcomeOf(readClock(() => '2026-03-01', []))).toBe('2026-03-01');
  });

  it('makes a clock that throws an error at timestamp', () => {
    const broken = (): string => {
      throw new RangeError('Invalid time value');
    };

    expect(outcomeOf(readClock(broken, []))).toEqual(['timestamp: the clock gave no time']);
  });
});
