import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { watchPongs } from '../../lib/server/watchPongs.js';
import { marbles } from '../support/marbles.js';

/** A client as the watch sees it, and when it was pinged with what, and when it was silent for too long. */
const watched = (now: () => number, signs$?: Observable<unknown>, ping?: () => void) => {
  const [pings, silences]: [string[], number[]] = [[], []];
  const connection = {
    incoming$: signs$ ?? (undefined as never),
    send: () => {},
    buffered: () => 0,
    close: () => {},
    ping: (payload = '') => {
      pings.push(`${payload} at ${now()}`);
      ping?.();
    },
  };
  return { client: { connection, onSilence: () => void silences.push(now()) }, pings, silences };
};

describe('watchPongs', () => {
  const times = { pingInterval: 3, pongTimeout: 2 };

  it(
    'tells of a client that shows no sign of life by the deadline of a ping',
    marbles(({ cold, hot, scheduler, expectObservable }) => {
      const { client, pings, silences } = watched(() => scheduler.now(), hot('----o-------'));
      const pongs = watchPongs(times);
      pongs.add(client);

      const seen$ = cold('---------x').pipe(
        map(() => {
          pongs.delete(client);
          return { pings, silences };
        }),
      );

      expectObservable(seen$).toBe('---------x', {
        x: { pings: ['1 at 3', '2 at 6'], silences: [8] },
      });
    }),
  );

  it(
    'takes any sign of life, waits for each client alone, and leaves no timer behind',
    marbles(({ hot, scheduler }) => {
      const now = (): number => scheduler.now();
      const [a, b] = [watched(now, hot('---oo-o---')), watched(now, hot('----------'))];
      const pongs = watchPongs(times);
      pongs.add(a.client);
      scheduler.schedule(() => pongs.add(b.client), 1);
      scheduler.schedule(() => pongs.delete(b.client), 8);
      scheduler.schedule(() => pongs.delete(a.client), 8);

      scheduler.schedule(() => {
        expect(a.pings).toEqual(['1 at 3', '3 at 6']);
        expect(a.silences).toEqual([]);
        expect(b.pings).toEqual(['2 at 4', '4 at 7']);
        expect(b.silences).toEqual([6]);
      }, 20);
    }),
  );

  it(
    'does not ping again while it waits, and gives up waiting with the client',
    marbles(({ hot, scheduler }) => {
      const { client, pings, silences } = watched(() => scheduler.now(), hot('----------'));
      const pongs = watchPongs({ pingInterval: 3, pongTimeout: 5 });
      pongs.add(client);

      scheduler.schedule(() => expect(pings).toEqual(['1 at 3']), 7);
      scheduler.schedule(() => pongs.delete(client), 7);
      scheduler.schedule(() => expect(silences).toEqual([]), 20);
    }),
  );

  it(
    'takes a client that cannot be pinged for silent, and goes on with the others',
    marbles(({ hot, scheduler }) => {
      const now = (): number => scheduler.now();
      const broken = watched(now, hot('----'), () => {
        throw new Error('broken');
      });
      const whole = watched(now, hot('---o'));
      const pongs = watchPongs(times);
      for (const { client } of [broken, whole]) pongs.add(client);
      scheduler.schedule(() => {
        for (const { client } of [broken, whole]) pongs.delete(client);
      }, 4);

      scheduler.schedule(() => {
        expect(broken.silences).toEqual([3]);
        expect(whole).toMatchObject({ pings: ['2 at 3'], silences: [] });
      }, 9);
    }),
  );

  it(
    'is quiet where there are no such pings',
    marbles(({ scheduler, hot }) => {
      const { client, silences } = watched(() => scheduler.now(), hot('---'));
      const { ping: _, ...connection } = client.connection;
      watchPongs(times).add({ ...client, connection });

      scheduler.schedule(() => expect(silences).toEqual([]), 20);
    }),
  );
});
