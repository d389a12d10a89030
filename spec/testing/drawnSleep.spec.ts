import { drawnSleep } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

describe('drawnSleep', () => {
  it(
    'is virtual time, and jumps by an hour or by what its marks stand for',
    marbles(({ sleep, hot, expectObservable }) => {
      const { now } = sleep('--z--a-b-', { a: 5_000, b: -2 });
      const looks = '        -xx--xxx-';
      const seen: number[] = [];
      const look$ = hot(looks);

      look$.subscribe(() => seen.push(now()));

      expectObservable(look$).toBe(looks);
      hot('--------x').subscribe(() => expect(seen).toEqual([1, 3_600_002, 3_605_005, 3_605_006, 3_605_005]));
    }),
  );

  it(
    'takes virtual time as it is where nothing is drawn',
    marbles(({ scheduler }) => {
      const { now } = drawnSleep(scheduler, '----');

      scheduler.flush();

      expect(now()).toBe(scheduler.now());
    }),
  );

  it.each([NaN, Infinity, '5' as never])('refuses to sleep %p', (duration) => {
    marbles(({ sleep }) => {
      expect(() => sleep('-z', { z: duration })).toThrow(
        new RangeError(`z sleeps a number of ms; got ${duration}`),
      );
    })();
  });
});
