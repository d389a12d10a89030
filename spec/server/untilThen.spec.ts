import { map } from 'rxjs';
import { untilThen } from '../../lib/server/untilThen.js';
import { marbles } from '../support/marbles.js';

describe('untilThen', () => {
  it.each([
    ['a time to come', 5, '-----(0|)'],
    ['this very moment', 0, '(0|)'],
    ['a time that is past', -9, '(0|)'],
    ['a time farther than a timer can wait', 2 ** 31 + 7, '2147483655ms (0|)'],
  ])('emits at %s', (_, time, diagram) => {
    marbles(({ expectObservable }) => {
      expectObservable(untilThen(time).pipe(map(String))).toBe(diagram);
    })();
  });

  it(
    'never emits for what has no end',
    marbles(({ expectObservable }) => {
      expectObservable(untilThen(Infinity), '---------!').toBe('');
    }),
  );
});
