import {
  concat,
  defer,
  from,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  pairwise,
  startWith,
  tap,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { Job } from './Job.js';
import { channels } from './registry.js';
import type { Telemetry } from './registry.js';
import type { Player, Stage } from './stage.js';
import { trouble } from './trouble.js';
import type { Trouble } from './trouble.js';

/** What happens on the stage: telemetry, chat and trouble, and the numbers of it every second. Emits the troubles. */
export function play(stage: Stage, { report, pace, typed }: Job): Observable<Trouble> {
  const { players } = stage;
  const inTurn = (turn: number): Player => players[turn % players.length] as Player;
  let lines = 0;
  let telemetry: Telemetry | undefined;

  const received = (): number[] => players.map(({ member }) => member.client.metrics.snapshot().received);
  const seconds$ = interval(1_000).pipe(
    map(received),
    startWith(received()),
    pairwise(),
    tap(([before, now]) =>
      report.second({
        clients: players.map(({ member: { transport, client } }, at) => ({
          transport,
          perSecond: (now[at] ?? 0) - (before[at] ?? 0),
          metrics: client.metrics.snapshot(),
        })),
        ledger: stage.rows(),
        telemetry,
      }),
    ),
  );
  const readings$ = (players[0] as Player).member.events$.pipe(
    tap((event) => {
      if (event.kind === 'publication' && event.channel === 'telemetry') telemetry = event.data as Telemetry;
    }),
  );
  // Nothing is published before both are there, so that the ledger holds from the first publication on.
  const published$ = concat(
    stage.hub.subscribed(players.length * channels.length).pipe(ignoreElements()),
    merge(
      interval(250 / pace).pipe(mergeMap(() => stage.hub.publishReading())),
      interval(500 / pace).pipe(mergeMap((tick) => inTurn(tick).chat.say('chat_ticks', `tick ${tick + 1}`))),
      typed.each((line) => defer(() => inTurn(lines++).chat.say('chat_lobby', line))),
    ),
  );
  const trouble$ = trouble({
    proxies: stage.proxies,
    restart: (downFor) => from(stage.restart(downFor)),
    pace,
  });
  return merge(
    merge(published$, seconds$, readings$).pipe(ignoreElements()),
    trouble$.pipe(tap(report.trouble)),
  );
}
