import { Subject, of, takeUntil } from 'rxjs';
import { consume } from '../../lib/client/consume.js';
import { marbles } from '../support/marbles.js';

describe('consume', () => {
  it(
    'hands every value to the callback, emits none, and ends as the source does',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const used: string[] = [];
      const source$ = cold('-a-b-|');
      const failing$ = cold('-#');
      const expected = '    -----|';
      const subscription = '^----!';

      expectObservable(consume(source$, (value) => used.push(value))).toBe(expected);
      expectObservable(consume(failing$, () => {})).toBe('-#');
      expectSubscriptions(source$.subscriptions).toBe(subscription);
      flush();

      expect(used).toEqual(['a', 'b']);
    }),
  );

  it('hands on nothing more once it is unsubscribed, also from a source that emits at once', () => {
    const used: number[] = [];
    const end$ = new Subject<void>();

    consume(of(1, 2, 3), (value) => {
      used.push(value);
      if (value === 2) end$.next();
    })
      .pipe(takeUntil(end$))
      .subscribe();

    expect(used).toEqual([1, 2]);
  });
});
