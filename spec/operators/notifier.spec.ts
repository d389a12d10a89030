import { option } from 'fp-ts';
import { retryWhen, take } from 'rxjs';
import { constant, exponential, limitAttempts, notifier } from 'rxwire';
import type { BackoffContext } from 'rxwire';
import { marbles } from '../support/marbles.js';

describe('notifier', () => {
  it(
    'says when to try again',
    marbles(({ hot, expectObservable }) => {
      const errors$ = hot('-e---------e--');
      const expected = '   ----0---------0';

      expectObservable(errors$.pipe(notifier(constant(3)))).toBe(expected, { 0: 0 });
    }),
  );

  it(
    'serves retryWhen',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('  -a-#');
      const subscriptions = ['^--!', '-----^--!', '------------^--!'];
      const expected = '      -a----a------a-#';

      const result$ = source$.pipe(retryWhen(notifier(limitAttempts(2)(exponential({ initialDelay: 2 })))));

      expectObservable(result$).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(subscriptions);
    }),
  );

  it(
    'passes the error of the source on when the policy gives up',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const errors$ = hot(' -a---b');
      const expected = '    ---0-#';
      const subscription = '^----!';

      const result$ = errors$.pipe(notifier(limitAttempts(1)(constant(2))));

      expectObservable(result$).toBe(expected, { 0: 0 }, 'b');
      expectSubscriptions(errors$.subscriptions).toBe(subscription);
    }),
  );

  it('tells the policy attempt, elapsed time, cause and previous delay, and no uptime', () => {
    const told: BackoffContext[] = [];
    marbles(({ hot, expectObservable }) => {
      const errors$ = hot('-a---b--c|');

      expectObservable(
        errors$.pipe(
          notifier((context) => {
            told.push(context);
            return option.some(context.attempt);
          }),
        ),
      );
    })();

    expect(told).toEqual([
      { attempt: 1, elapsed: 0, uptime: 0, cause: 'a', previousDelay: 0 },
      { attempt: 2, elapsed: 4, uptime: 0, cause: 'b', previousDelay: 1 },
      { attempt: 3, elapsed: 7, uptime: 0, cause: 'c', previousDelay: 2 },
    ]);
  });

  it(
    'counts for each subscription on its own',
    marbles(({ hot, expectObservable }) => {
      const errors$ = hot(' -a---b---c|');
      const expected1 = '   --0---(0|)';
      const subscription = '----^';
      const expected2 = '   ------0---(0|)';
      const notify = notifier(limitAttempts(2)(constant(1)));

      expectObservable(errors$.pipe(notify, take(2))).toBe(expected1, { 0: 0 });
      expectObservable(errors$.pipe(notify), subscription).toBe(expected2, { 0: 0 });
    }),
  );

  it(
    'ends a wait when it is unsubscribed from',
    marbles(({ hot, expectObservable, flush, scheduler }) => {
      const errors$ = hot(' -a---');
      const unsubscribed = '--!';

      expectObservable(errors$.pipe(notifier(constant(1_000))), unsubscribed).toBe('-');
      flush();
      expect(scheduler.frame).toBeLessThan(1_000);
    }),
  );

  it(
    'is the error of a policy that throws',
    marbles(({ hot, expectObservable }) => {
      const bug = new Error('policy');
      const errors$ = hot('-a---');

      const result$ = errors$.pipe(
        notifier(() => {
          throw bug;
        }),
      );

      expectObservable(result$).toBe('-#', undefined, bug);
    }),
  );
});
