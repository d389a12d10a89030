import { drawnWords } from '../../lib/testing/drawnWords.js';
import { marbles } from '../support/marbles.js';

const marks = { v: 'on', f: 'off' };

describe('drawnWords', () => {
  it(
    'takes a word for its first character, and each of its characters for a ms',
    marbles(({ scheduler, expectObservable }) => {
      const words = '   on---off--on---';
      const expected = ' v----f----v----';

      expectObservable(drawnWords(scheduler, words, ['on', 'off']).word$).toBe(expected, marks);
    }),
  );

  it(
    'begins with the first word of the language, knows times, and tells changes alone',
    marbles(({ scheduler, expectObservable }) => {
      const { word$, holds } = drawnWords(scheduler, ' --on 3s off 1m on', ['off', 'on']);

      expectObservable(word$).toBe('f-v- 3s f-- 1m v', marks);
      expectObservable(holds('on')).toBe('f-t- 3s f-- 1m t', { t: true, f: false });
      expectObservable(holds('on', 'off')).toBe('t', { t: true });
    }),
  );

  it.each([
    ['on--of', 'of'],
    ['on---#', '#'],
    ['on -5x', '5x'],
    ['ON', 'ON'],
  ])('refuses %s', (diagram, rest) => {
    marbles(({ scheduler }) => {
      expect(() => drawnWords(scheduler, diagram, ['on', 'off'])).toThrow(
        new RangeError(`'${diagram}' may hold on, off, dashes and times; got '${rest}'`),
      );
    })();
  });
});
