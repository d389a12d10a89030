import { map } from 'rxjs';
import { ConnectionError, heartbeat } from 'rxwire';
import { marbles } from '../support/marbles.js';

describe('heartbeat', () => {
  it(
    'ends a connection that shows no sign of life within the timeout of a ping',
    marbles(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('o----p--m---');
      const sent = '               ---p--p--p-';
      const expected = '           c----------#';
      const dead = new ConnectionError('heartbeat-timeout', 'no sign of life for 2 ms', { timeout: 2 });

      const result$ = source$.pipe(
        heartbeat({ interval: 3, timeout: 2, ping: () => 'p' }),
        map(() => 'c'),
      );

      expectObservable(result$).toBe(expected, undefined, dead);
      expectSent(source$).toBe(sent);
    }),
  );
});
