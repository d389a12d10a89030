import { closedWith, exponential, giveUpWhen } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { answer } from '../support/backoffContext.js';

describe('giveUpWhen', () => {
  it('gives up when the predicate says so, and asks the policy otherwise', () => {
    const policy = giveUpWhen(closedWith(4401))(exponential());

    expect(answer(policy, { attempt: 1, cause: closedBy(1006) })).toBe(1_000);
    expect(answer(policy, { attempt: 2, cause: closedBy(1006) })).toBe(2_000);
    expect(answer(policy, { attempt: 3, cause: closedBy(4401) })).toBe('none');
  });

  it('shows the predicate all that is known', () => {
    const predicate = jest.fn(() => false);
    const context = { attempt: 2, elapsed: 3, uptime: 4, cause: 'down', previousDelay: 5 };

    giveUpWhen(predicate)(exponential())(context);

    expect(predicate).toHaveBeenCalledWith(context);
  });
});
