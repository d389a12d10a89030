import { asyncScheduler, map, tap } from 'rxjs';
import { whileQuiet } from '../../lib/server/whileQuiet.js';
import { marbles } from '../support/marbles.js';

describe('whileQuiet', () => {
  it(
    'emits after a silence, and again until something happens',
    marbles(({ cold, time, expectObservable }) => {
      const interval = time('   ----|');
      const happens$ = cold('   --a-----b---------');
      const unsubscription = '  ------------------!';
      const expected = '        ------1-----1---1-';
      let at = 0;
      happens$.pipe(tap(() => (at = asyncScheduler.now()))).subscribe();

      const quiet$ = whileQuiet(interval, () => at).pipe(map(() => 1));

      expectObservable(quiet$, unsubscription).toBe(expected, { 1: 1 });
    }),
  );

  it(
    'counts from its subscription',
    marbles(({ time, expectObservable }) => {
      const interval = time('   ----|');
      const subscription = '    ---^-----!';
      const expected = '        -------1--';

      const quiet$ = whileQuiet(interval, () => -Infinity).pipe(map(() => 1));

      expectObservable(quiet$, subscription).toBe(expected, { 1: 1 });
    }),
  );

  it(
    'looks again after the interval when the clock has been set back',
    marbles(({ time, expectObservable, flush }) => {
      const interval = time('   ----|');
      const unsubscription = '  ------!';
      const inAnHour = jest.fn(() => 3_600_000);

      const quiet$ = whileQuiet(interval, inAnHour);

      expectObservable(quiet$, unsubscription).toBe('-');
      flush();
      // To set the timer, when it fires, and to set the next.
      expect(inAnHour).toHaveBeenCalledTimes(3);
    }),
  );

  it(
    'never emits where the interval is Infinity',
    marbles(({ expectObservable }) => {
      expectObservable(
        whileQuiet(Infinity, () => 0),
        '-----!',
      ).toBe('-');
    }),
  );
});
