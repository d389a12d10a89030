import { map } from 'rxjs';
import { watchPongs } from '../../lib/server/watchPongs.js';
import { facts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

describe('watchPongs', () => {
  const times = { pingInterval: 3, pongTimeout: 2 };

  it(
    'errors at the deadline of a ping without a sign of life',
    marbles(({ cold, hot, expectObservable }) => {
      const pings: string[] = [];
      const connection = {
        incoming$: cold<string>('-------------'),
        activity$: hot('----o-------'),
        send: () => {},
        buffered: () => 0,
        close: () => {},
        ping: (payload = '') => void pings.push(payload),
      };
      let cause: unknown;

      watchPongs(connection, times).subscribe({ error: (error: unknown) => (cause = error) });

      expectObservable(cold('----------x').pipe(map(() => [facts(cause), pings]))).toBe('----------x', {
        x: [expect.objectContaining({ kind: 'heartbeat-timeout' }), ['1', '2']],
      });
    }),
  );

  it(
    'is quiet where there are no such pings',
    marbles(({ cold, expectObservable }) => {
      const connection = {
        incoming$: cold<string>('---'),
        send: () => {},
        buffered: () => 0,
        close: () => {},
      };

      expectObservable(watchPongs(connection, times), '-----------!').toBe('-');
    }),
  );
});
