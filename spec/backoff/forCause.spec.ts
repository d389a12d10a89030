import { closedWith, constant, exponential, forCause } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { answer } from '../support/backoffContext.js';

describe('forCause', () => {
  it('asks another policy for some failures', () => {
    const policy = forCause(closedWith(1012), constant(50))(exponential());

    expect(answer(policy, { attempt: 1, cause: closedBy(1006) })).toBe(1_000);
    expect(answer(policy, { attempt: 2, cause: closedBy(1012) })).toBe(50);
    expect(answer(policy, { attempt: 3, cause: closedBy(1006) })).toBe(4_000);
  });

  it('shows predicate and policy all that is known', () => {
    const predicate = jest.fn(() => true);
    const then = jest.fn(constant(1));
    const context = { attempt: 2, elapsed: 3, uptime: 4, cause: 'down', previousDelay: 5 };

    forCause(predicate, then)(exponential())(context);

    expect(predicate).toHaveBeenCalledWith(context);
    expect(then).toHaveBeenCalledWith(context);
  });
});
