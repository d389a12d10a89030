import { EMPTY, concat, map, mergeMap } from 'rxjs';
import { ConnectionError } from 'rxwire';
import { provenLinks } from '../../lib/operators/provenLinks.js';
import { marbles } from '../support/marbles.js';

const config = { transport: 7, proofTimeout: 6, drainTimeout: 100 };

describe('provenLinks', () => {
  it(
    'lets a connection through at its first sign of life, and what came before when it is handed on',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o--a--b---');
      const unsubscribed = '      ---------!';
      const expected = '          ---a--b---';

      const result$ = source$.pipe(
        provenLinks<string, string>(config),
        mergeMap(({ connection: link, handOn }) => {
          handOn();
          return link.incoming$;
        }),
      );

      expectObservable(result$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'holds no more for whoever does not listen, once the turn in which it is handed on is over',
    marbles(({ connection, expectObservable, cold }) => {
      const source$ = connection('oa--b--c');
      const result$ = source$.pipe(
        provenLinks<string, string>(config),
        mergeMap(({ connection: link, handOn }) => {
          handOn();
          return concat(cold('----|'), link.incoming$);
        }),
      );

      expectObservable(result$, '---------!').toBe('-------c');
    }),
  );

  it(
    'names the transport, and refuses to send once the link is left',
    marbles(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('oa');
      const closed = new ConnectionError('not-open', 'send: another transport takes over', {});
      const result$ = source$.pipe(
        provenLinks<string, string>(config),
        mergeMap(({ connection: link, leave }) => {
          link.send('s');
          return concat(
            leave(),
            EMPTY.pipe(),
            [link.transport].map((place) => String(place)),
          ).pipe(
            map((place) => {
              link.send('t');
              return place;
            }),
          );
        }),
      );

      expectObservable(result$).toBe('-#', undefined, closed);
      expectSent(source$).toBe('-s');
    }),
  );

  it(
    'ends one that shows none in time',
    marbles(({ connection, expectObservable }) => {
      const silent = new ConnectionError('heartbeat-timeout', 'no sign of life within 6 ms of the opening', {
        timeout: 6,
      });
      expectObservable(connection('-o').pipe(provenLinks<string, string>(config))).toBe(
        '-------#',
        undefined,
        silent,
      );
    }),
  );
});
