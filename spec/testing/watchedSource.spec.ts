import { mergeMap, of } from 'rxjs';
import { watchedSource } from '../../lib/testing/watchedSource.js';
import { marbles } from '../support/marbles.js';

const lost = new Error('lost');

describe('watchedSource', () => {
  it.each([
    ['goes on', 'goes on', '     a--b-----'],
    ['completes', 'completes', ' a--b---|'],
    ['fails', lost, '           a--b---#'],
  ] as const)('%s, as drawn', (_, end, expected) => {
    marbles(({ scheduler, expectObservable }) => {
      const values = ['a', 'b'];
      const { source$ } = watchedSource(scheduler, () => ({ value: values.shift() }), end);

      expectObservable(source$, '^--------!').toBe(expected, undefined, lost);
    })();
  });

  it(
    'counts who comes and who goes',
    marbles(({ scheduler }) => {
      const { source$, counts } = watchedSource(scheduler, () => ({ value: 'a' }), 'goes on');

      const [first] = [source$.subscribe(), source$.subscribe()];
      first?.unsubscribe();

      expect(counts).toEqual({ subscribed: 2, released: 1 });
    }),
  );

  it(
    'ends what is in its values before it ends',
    marbles(({ scheduler }) => {
      const log: string[] = [];
      const value = () => ({ value: of('a'), end: () => log.push('value') });
      const { source$ } = watchedSource(scheduler, value, 'completes');

      source$.pipe(mergeMap((value$) => value$)).subscribe({ complete: () => log.push('source') });
      scheduler.flush();

      expect(log).toEqual(['value', 'value', 'source']);
    }),
  );
});
