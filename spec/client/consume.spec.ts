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
});
