import {
  EMPTY,
  concat,
  defer,
  ignoreElements,
  interval,
  map,
  merge,
  pairwise,
  skip,
  startWith,
  takeUntil,
  tap,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { realtimeClient } from 'rxwire/node';
import type { Job } from './Job.js';
import { linkPace, pings } from './linkPace.js';
import { registry } from './registry.js';
import type { Telemetry } from './registry.js';

/** A client of a server of the user's: shows its link and its messages, and sends what is typed as chat. */
export function watchServer({
  url,
  report,
  pace,
  typed,
  stop$,
}: Job & { readonly url: string }): Observable<boolean> {
  return defer(() => {
    const link = linkPace(pace, 5_000);
    const client = realtimeClient({
      url,
      codec: registry,
      ...link,
      heartbeat: { ...link.heartbeat, ...pings },
    });
    const numbers = client.metrics.snapshot;
    let telemetry: Telemetry | undefined;
    report.note('info', url);

    // To the very end: also the disconnecting is told.
    client.state$.pipe(skip(1)).subscribe((state) => report.lifecycle('websocket', state, numbers().queued));
    const watching$ = merge(
      client.messages$.pipe(
        tap((message) => {
          if (message.type === 'telemetry') telemetry = message.data;
        }),
      ),
      client.invalid$.pipe(
        tap(({ path, reason }) =>
          report.note('error', `invalid message at ${path || 'its root'}: ${reason}`),
        ),
      ),
      typed.each((text) => {
        client.send(registry.create('chat', { text }));
        return EMPTY;
      }),
      interval(1_000).pipe(
        map(numbers),
        startWith(numbers()),
        pairwise(),
        tap(([before, metrics]) => {
          const perSecond = metrics.received - before.received;
          report.second({ clients: [{ transport: 'websocket', perSecond, metrics }], telemetry });
        }),
      ),
    );
    const draining$ = defer(() => client.drain({ deadline: 2_000 })).pipe(
      tap(({ left }) => {
        const { received, sent } = numbers();
        report.note('info', `received ${received}, sent ${sent}, left ${left}`);
        client.dispose();
      }),
      map(() => true),
    );
    return concat(watching$.pipe(takeUntil(stop$), ignoreElements()), draining$);
  });
}
