import { constant, limitElapsed } from 'rxwire';
import { answer } from '../support/backoffContext.js';

const minute = 60_000;

describe('limitElapsed', () => {
  it('gives up when so much time has passed since the first failure', () => {
    const policy = limitElapsed(60 * minute)(constant(1_000));

    expect(answer(policy, { elapsed: 0 })).toBe(1_000);
    expect(answer(policy, { elapsed: 20 * minute })).toBe(1_000);
    expect(answer(policy, { elapsed: 60 * minute })).toBe(1_000);
    expect(answer(policy, { elapsed: 60 * minute + 1 })).toBe('none');
  });

  it('never gives up at Infinity', () => {
    expect(answer(limitElapsed(Infinity)(constant(1)), { elapsed: 1e15 })).toBe(1);
  });

  it.each([-1, NaN])('refuses %p', (duration) => {
    expect(() => limitElapsed(duration)).toThrow(
      new RangeError(`elapsed must be a number, 0 or more; got ${duration}`),
    );
  });
});
