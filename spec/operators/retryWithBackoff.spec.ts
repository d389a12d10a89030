import { option } from 'fp-ts';
import { defer, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { constant, exponential, limitAttempts, retryWithBackoff } from 'rxwire';
import type { BackoffContext } from 'rxwire';
import { marbles } from '../support/marbles.js';

describe('retryWithBackoff', () => {
  it(
    'resubscribes to a failed source after the wait that the policy decides',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first$ = cold('   -a-#');
      const second$ = cold('       -a-b|');
      const subscribed1 = '   ^--!';
      const subscribed2 = '   -----^---!';
      const expected = '      -a----a-b|';
      const tries = [first$, second$];

      const result$ = defer(() => tries.shift() ?? of('none left')).pipe(retryWithBackoff(constant(2)));

      expectObservable(result$).toBe(expected);
      expectSubscriptions(first$.subscriptions).toBe(subscribed1);
      expectSubscriptions(second$.subscriptions).toBe(subscribed2);
    }),
  );

  it(
    'passes the error of the source on when the policy gives up',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('  -#', undefined, new Error('down'));
      const subscriptions = ['^!', '--^!', '-----^!'];
      const expected = '      ------#';

      const result$ = source$.pipe(retryWithBackoff(limitAttempts(2)(exponential({ initialDelay: 1 }))));

      expectObservable(result$).toBe(expected, undefined, new Error('down'));
      expectSubscriptions(source$.subscriptions).toBe(subscriptions);
    }),
  );

  it(
    'passes a source that does not fail on as it is',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('-a-b-|');

      expectObservable(source$.pipe(retryWithBackoff(constant(2)))).toBe('-a-b-|');
    }),
  );

  it(
    'counts the attempts anew after a value, or over the whole subscription if it is told so',
    marbles(({ cold, expectObservable }) => {
      const source = ['        -#', 'a#', '#', '#'];
      const anew = '            --a---#';
      const inAll = '           --a--#';
      const policy = limitAttempts(2)(exponential({ initialDelay: 1 }));
      const sourceOf = (tries: string[]): Observable<string> => defer(() => cold(tries.shift() ?? '-'));

      const anew$ = sourceOf([...source]).pipe(retryWithBackoff(policy));
      const inAll$ = sourceOf([...source]).pipe(retryWithBackoff(policy, { resetOnSuccess: false }));

      expectObservable(anew$).toBe(anew);
      expectObservable(inAll$).toBe(inAll);
    }),
  );

  it('tells the policy attempt, elapsed time, uptime since the first value, cause and previous delay', () => {
    const told: BackoffContext[] = [];
    marbles(({ cold, expectObservable }) => {
      const tries = [
        cold('--#', undefined, 'x'),
        cold('-a-a--#', undefined, 'y'),
        cold('-#', undefined, 'z'),
      ];

      const result$ = defer(() => tries.shift() ?? cold('|')).pipe(
        retryWithBackoff(
          (context) => {
            told.push(context);
            return option.some(10);
          },
          { resetOnSuccess: false },
        ),
      );

      expectObservable(result$);
    })();

    expect(told).toEqual([
      { attempt: 1, elapsed: 0, uptime: 0, cause: 'x', previousDelay: 0 },
      { attempt: 2, elapsed: 16, uptime: 5, cause: 'y', previousDelay: 10 },
      { attempt: 3, elapsed: 27, uptime: 0, cause: 'z', previousDelay: 10 },
    ]);
  });

  it(
    'ends a wait and a subscription when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions, flush, scheduler }) => {
      const failing$ = cold(' -#');
      const open$ = cold('    -a---');
      const unsubscribed = '  ---!';

      expectObservable(failing$.pipe(retryWithBackoff(constant(1_000))), unsubscribed).toBe('-');
      expectObservable(open$.pipe(retryWithBackoff(constant(1_000))), unsubscribed).toBe('-a');
      expectSubscriptions(failing$.subscriptions).toBe('^!');
      expectSubscriptions(open$.subscriptions).toBe('^--!');
      flush();
      expect(scheduler.frame).toBeLessThan(1_000);
    }),
  );

  it(
    'is the error of a policy that throws',
    marbles(({ cold, expectObservable }) => {
      const bug = new Error('policy');

      const result$ = cold('-#').pipe(
        retryWithBackoff(() => {
          throw bug;
        }),
      );

      expectObservable(result$).toBe('-#', undefined, bug);
    }),
  );

  it('counts for each subscription on its own', () => {
    let tries = 0;
    const result$ = defer(() => {
      tries += 1;
      return throwError(() => new Error('down'));
    }).pipe(retryWithBackoff(limitAttempts(2)(constant(1))));

    marbles(({ expectObservable }) => {
      expectObservable(result$).toBe('--#', undefined, new Error('down'));
      expectObservable(result$).toBe('--#', undefined, new Error('down'));
    })();

    expect(tries).toBe(6);
  });

  it(
    'does not dial without pause at a delay of 0',
    marbles(({ expectObservable, flush }) => {
      let tries = 0;
      const source$ = defer(() => {
        tries += 1;
        return throwError(() => new Error('down'));
      });

      expectObservable(source$.pipe(retryWithBackoff(limitAttempts(1_000)(constant(0))))).toBe(
        '#',
        undefined,
        new Error('down'),
      );
      flush();
      expect(tries).toBe(1_001);
    }),
  );
});
