import { constant, limitAttempts } from 'rxwire';
import { answers } from '../support/backoffContext.js';

describe('limitAttempts', () => {
  it('gives up after so many retries in a row', () => {
    expect(answers(limitAttempts(2)(constant(1_000)), [1, 2, 3, 4])).toEqual([1_000, 1_000, 'none', 'none']);
  });

  it('never retries at 0, and never gives up at Infinity', () => {
    expect(answers(limitAttempts(0)(constant(1)), [1])).toEqual(['none']);
    expect(answers(limitAttempts(Infinity)(constant(1)), [1, 1e9])).toEqual([1, 1]);
  });

  it.each([-1, NaN])('refuses %p', (count) => {
    expect(() => limitAttempts(count)).toThrow(
      new RangeError(`attempts must be a number, 0 or more; got ${count}`),
    );
  });
});
