import { finalize, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { backoff, fromEventSource, reconnect, whileConnected, withCodec } from 'rxwire/node';
import { eventLedger } from './eventLedger.js';
import type { LedgerCounts } from './eventLedger.js';
import { codec } from './registry.js';
import type { DemoMessage } from './registry.js';
import type { Report, Reported } from './report.js';

export interface EventsWatch {
  /** Watches, and reports, while subscribed. */
  readonly messages$: Observable<DemoMessage>;
  counts(): LedgerCounts;
}

/** The telemetry over an event stream, composed by hand: dial, codec, reconnection, and what came of each resume. */
export function watchEvents(config: {
  readonly url: string;
  readonly pace: number;
  readonly report: Report;
}): EventsWatch {
  const { url, pace, report } = config;
  const ledger = eventLedger();
  const policy = backoff({
    initialDelay: 500 / pace,
    maxDelay: 5_000 / pace,
    jitter: 'equal',
    maxAttempts: Infinity,
  });

  let end: Reported = { status: 'disconnected' };

  const messages$ = fromEventSource({ url }).pipe(
    withCodec(codec),
    reconnect(policy, { minUptime: 3_000 / pace }),
    tap((state) => {
      if (state.status === 'disconnected') end = state;
      else report.lifecycle('sse', state);
    }),
    whileConnected(({ incoming$, resumedFrom, headers }) => {
      // The server says how much it replays. Whether that was all, the event behind the seam tells: the first one at least.
      const replayed = Number(headers['x-replayed']);
      let awaited = resumedFrom === '' ? 0 : Math.max(1, replayed);
      return incoming$.pipe(
        tap(({ id }) => {
          ledger.see(Number(id));
          if (awaited > 0 && --awaited === 0)
            report.resumed({ after: resumedFrom, replayed, ...ledger.counts() });
        }),
      );
    }),
    // Also when it is asked to stop, of which a lifecycle tells nothing.
    finalize(() => report.lifecycle('sse', end)),
  );
  return { messages$, counts: ledger.counts };
}
