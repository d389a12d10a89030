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

  it(
    'holds at once what is drawn at the start, and says a word that is drawn twice once',
    marbles(({ scheduler, expectObservable }) => {
      const { word, word$ } = drawnWords(scheduler, 'off--off--on--on', ['on', 'off']);

      expect(word()).toBe('off');
      expectObservable(word$).toBe('f---------v', marks);
    }),
  );

  it(
    'takes the longest word, and parts of a time',
    marbles(({ scheduler, expectObservable }) => {
      const { word$ } = drawnWords(scheduler, 'only 0.5s on', ['on', 'only']);

      expectObservable(word$).toBe('a 503ms b', { a: 'only', b: 'on' });
    }),
  );
});
