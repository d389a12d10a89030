import {
  concat,
  defer,
  finalize,
  first,
  forkJoin,
  from,
  ignoreElements,
  interval,
  map,
  merge,
  race,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { Job } from './Job.js';
import { play } from './play.js';
import { openStage } from './stage.js';
import type { Stage } from './stage.js';
import { tell } from './tell.js';
import { verdictOf } from './verdictOf.js';

/** Plays until it is told to stop, lets everything arrive, and judges. Emits whether all was whole. */
export function runHub(job: Job & { readonly redis: string | undefined }): Observable<boolean> {
  const { report, pace, stop$, redis } = job;
  return defer(() =>
    openStage({ pace, redis, onError: ({ message }) => report.note('error', message) }),
  ).pipe(
    switchMap((stage) => {
      report.note('info', `a hub on 127.0.0.1:${stage.hub.port}, at /realtime and /events`);
      report.note('info', 'two clients, each behind a proxy that breaks it; type a line to chat');
      let breaks = 0;
      const telling = tell(stage, report).subscribe();
      const listening = merge(...stage.players.map(({ member }) => member.listen())).subscribe();
      const playing$ = play(stage, job).pipe(
        tap(() => (breaks += 1)),
        takeUntil(stop$),
        ignoreElements(),
      );
      const closing$ = drained(stage).pipe(
        tap(() => listening.unsubscribe()),
        switchMap((left) => from(stage.close()).pipe(map(() => left))),
        map((left) => verdictOf(stage, breaks, left)),
        tap(report.verdict),
        map(({ ok }) => ok),
      );
      return concat(playing$, arrived(stage), closing$).pipe(finalize(() => telling.unsubscribe()));
    }),
  );
}

/** Completes when everything has come, or is not coming. */
function arrived({ players }: Stage): Observable<never> {
  const isIn = (): boolean => players.every(({ chat, isWhole }) => chat.waiting === 0 && isWhole());
  return race(interval(20).pipe(first(isIn)), timer(8_000)).pipe(ignoreElements());
}

/** Emits how many messages were left in the queues. */
function drained({ players }: Stage): Observable<number> {
  return defer(() => forkJoin(players.map(({ member }) => member.client.drain({ deadline: 2_000 })))).pipe(
    map((results) => results.reduce((sum, { left }) => sum + left, 0)),
  );
}
