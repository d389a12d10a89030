import { concat, defer, map, of, repeat, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { TelemetryServer } from './telemetryServer.js';

/**
 * What goes wrong, and when: a cut after 6 s, frozen pongs after 16 s, then a cut every 20 to 40 s. `pace` divides all
 * times. Emits what it is about to do, in words.
 */
export function trouble(
  server: TelemetryServer,
  pace: number,
  random: () => number = Math.random,
): Observable<string> {
  const after = (delay: number, words: string, act: () => void): Observable<string> =>
    timer(delay / pace).pipe(
      map(() => {
        act();
        return words;
      }),
    );
  const cut = (delay: number): Observable<string> =>
    after(delay, 'the server cuts the connection without a goodbye and refuses dials for 1.5 s', () =>
      server.cut(1_500 / pace),
    );
  const freeze$ = after(
    10_000,
    'the server goes silent with the connection open: no pong, no data, for 6 s; only the heartbeat can tell',
    () => server.freeze(6_000 / pace),
  );
  const nowAndThen$ = defer(() => cut(20_000 + 20_000 * random())).pipe(repeat());
  return concat(
    of('a script of failures is running: watch waiting, reconnecting and flushing'),
    cut(6_000),
    freeze$,
    nowAndThen$,
  );
}
