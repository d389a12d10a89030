import { option } from 'fp-ts';
import type { BackoffContext } from 'rxwire';
import { constant, mapDelay } from 'rxwire';
import { answer, failure } from '../support/backoffContext.js';

describe('mapDelay', () => {
  it('changes the delay of a policy, which it may do by the context', () => {
    const policy = mapDelay((delay, { attempt }: BackoffContext) => delay + attempt)(constant(10));

    expect(answer(policy, { attempt: 3 })).toBe(13);
  });

  it('leaves giving up alone', () => {
    const change = jest.fn((delay: number) => delay);

    const policy = mapDelay(change)(() => option.none);

    expect(policy(failure())).toBe(option.none);
    expect(change).not.toHaveBeenCalled();
  });

  it.each([
    [-5, 0],
    [Infinity, 2_147_483_647],
  ])('holds a change to %p at %p', (changed, held) => {
    expect(answer(mapDelay(() => changed)(constant(10)))).toBe(held);
  });
});
