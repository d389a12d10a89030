import { concat, defer, map, of, repeat, switchMap, take, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Transport } from './report.js';
import type { EventCut } from './serveEvents.js';
import type { TelemetryServer } from './telemetryServer.js';

/** What goes wrong, in words. */
export interface Trouble {
  readonly words: string;
  readonly transport?: Transport;
  readonly cut?: EventCut;
}

/**
 * What goes wrong, and when: a cut of the WebSocket after 6 s, one of the event stream in the middle of an event after 11 s,
 * frozen pongs after 16 s, then both cuts every 25 to 45 s. `pace` divides all times.
 */
export function trouble(
  server: TelemetryServer,
  pace: number,
  random: () => number = Math.random,
): Observable<Trouble> {
  const after = (delay: number, words: string, act: () => void): Observable<Trouble> =>
    timer(delay / pace).pipe(
      map(() => {
        act();
        return { transport: 'websocket', words };
      }),
    );
  const cut = (delay: number): Observable<Trouble> =>
    after(delay, 'the server cuts the connection without a goodbye and refuses dials for 1.5 s', () =>
      server.cut(1_500 / pace),
    );
  const cutInEvent$ = timer(5_000 / pace).pipe(
    switchMap(() => server.cutInEvent()),
    take(1),
    map((cut): Trouble => {
      const words = `the server cuts the stream at byte ${cut.byte} of ${cut.of}, in the middle of event ${cut.event}`;
      return { transport: 'sse', words, cut };
    }),
  );
  const freeze$ = after(
    5_000,
    'the server goes silent with the connection open: no pong, no data, for 6 s; only the heartbeat can tell',
    () => server.freeze(6_000 / pace),
  );
  const nowAndThen$ = defer(() => concat(cut(20_000 + 20_000 * random()), cutInEvent$)).pipe(repeat());
  return concat(
    of({ words: 'a script of failures is running: watch waiting, reconnecting, flushing and resuming' }),
    cut(6_000),
    cutInEvent$,
    freeze$,
    nowAndThen$,
  );
}
