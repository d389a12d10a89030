import { marbles } from '../support/marbles.js';

const truth = { t: true, f: false };

describe('drawnPage', () => {
  it(
    'tells what a page lives through',
    marbles(({ page, network, expectObservable }) => {
      const home = network('                       on---off--on');
      const { visible$, frozen$, online$ } = page('visible---hidden---frozen---visible', home);

      expectObservable(visible$).toBe('            t---------f-----------------t', truth);
      expectObservable(frozen$).toBe('             f------------------t--------f', truth);
      expectObservable(online$).toBe('             t----f----t', truth);
      expectObservable(page('hidden').visible$).toBe('f', truth);
      expectObservable(page('').online$).toBe('    (t|)', truth);
    }),
  );
});
