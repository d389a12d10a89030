import { filter, ignoreElements, merge, skip, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Publication } from 'rxwire';
import { recoveries } from './recoveries.js';
import type { Report } from './report.js';
import type { Stage } from './stage.js';

type Line = Publication<{ readonly text: string; readonly senderId?: string }>;

/** Reports what happens to the clients; what a break has cost is followed by the ledger. */
export function tell(stage: Stage, report: Report): Observable<never> {
  return merge(
    ...stage.players.map(({ member, chat }) => {
      const { transport, client, events$ } = member;
      return merge(
        client.state$.pipe(
          skip(1),
          tap((state) => report.lifecycle(transport, state, chat.waiting)),
        ),
        chat.flushed$.pipe(tap((count) => report.flushed(transport, count))),
        recoveries(member).pipe(
          tap((recovery) => {
            report.recovered(transport, recovery);
            report.ledger(stage.rows());
          }),
        ),
        events$.pipe(
          filter((event): event is Line => event.kind === 'publication' && event.channel === 'chat_lobby'),
          tap((line) => report.said(transport, line)),
        ),
        client.invalid$.pipe(
          tap(({ path, reason }) =>
            report.note('error', `invalid message at ${path || 'its root'}: ${reason}`),
          ),
        ),
      );
    }),
  ).pipe(ignoreElements());
}
