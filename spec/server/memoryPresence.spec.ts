import { concatMap } from 'rxjs';
import { memoryPresence } from '../../lib/server/memoryPresence.js';
import { marbles } from '../support/marbles.js';
import { recorded } from '../support/recorded.js';

describe('memoryPresence', () => {
  it(
    'tells as drawn',
    marbles(({ cold, expectObservable, scheduler }) => {
      const presence = memoryPresence(() => scheduler.now());
      const ttls = { x: 30, y: 5 };
      const touches$ = cold('-x----y', ttls).pipe(
        concatMap((ttl) => presence.touch('a', [{ connection: 'c1', body: '{}' }], ttl)),
      );
      const lists$ = cold('------------l').pipe(concatMap(() => presence.list('a')));
      touches$.subscribe();
      lists$.subscribe();

      expectObservable(presence.watch('a'), '^--------------!').toBe('Lj----e-----g', {
        L: { kind: 'live' },
        j: { kind: 'join', version: 1, connection: 'c1', body: '{}' },
        e: { kind: 'expiring', within: 5 },
        g: { kind: 'leave', version: 2, connection: 'c1' },
      });
    }),
  );

  it('lets go, with the touches of other channels, what nobody asks for', () => {
    let time = 0;
    const presence = memoryPresence(() => time);
    presence.touch('left', [{ connection: 'c1', body: '' }], 10).subscribe();
    const seen = recorded(presence.watch('left'));

    time = 20;
    for (let n = 0; n < 4; n += 1) presence.touch('b', [{ connection: 'c2', body: '' }], 10).subscribe();

    expect(seen.seen.at(-1)).toEqual({ kind: 'leave', version: 2, connection: 'c1' });
  });
});
