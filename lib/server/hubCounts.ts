import { Subject, asyncScheduler, defer, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { durationWindow } from '../core/durationWindow.js';
import type { DurationSummary } from '../core/durationWindow.js';
import type { Published } from './Broker.js';
import type { HubEvent } from './HubConfig.js';
import type { RefusalCode } from './Refusal.js';

/** What there has been in a hub since it was made. */
export interface HubTotals {
  /** Clients that were let in. */
  readonly connected: number;
  /** Messages of clients that were handled, pings included. */
  readonly requests: number;
  /** Requests and visits that were refused, by code. */
  readonly refused: Readonly<Partial<Record<RefusalCode, number>>>;
  /** Clients that the hub closed, by the code of the close; of event streams by the code that says the same. */
  readonly cuts: Readonly<Record<number, number>>;
  /** Publications of clients and of the server that the broker took. */
  readonly publications: number;
  /** Publishes that it had taken before. */
  readonly duplicates: number;
  /** Publishes that failed at the broker. */
  readonly publishFailures: number;
  /** Publications that were written to clients, once for each client. */
  readonly deliveries: number;
  /** Publications that clients had missed and were to be given again. */
  readonly replayed: number;
  /** Times that a client was told of a hole in what it saw. */
  readonly holes: number;
  /** Bytes of UTF-8 of the messages of clients that were not too long. */
  readonly receivedBytes: number;
  /** Bytes that were handed to the transports, heads of frames and events included. */
  readonly sentBytes: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a hub counts: plain numbers, added to for each batch and write and not for each publication in them. */
export interface HubCounts {
  readonly totals: Mutable<Omit<HubTotals, 'refused' | 'cuts'>> & {
    readonly refused: Partial<Record<RefusalCode, number>>;
    readonly cuts: Record<number, number>;
  };
  /** How long each publish took, in ms. Hot. */
  readonly publishDuration$: Observable<number>;
  publishDuration(): DurationSummary;
  /** Counts what has happened. */
  observe(event: HubEvent): void;
  /** Counts a publish, and how long it takes. */
  publishing(publish$: Observable<Published>): Observable<Published>;
}

export function hubCounts(): HubCounts {
  const durations = durationWindow();
  const publishDuration$ = new Subject<number>();
  const totals: HubCounts['totals'] = {
    connected: 0,
    requests: 0,
    refused: {},
    cuts: {},
    publications: 0,
    duplicates: 0,
    publishFailures: 0,
    deliveries: 0,
    replayed: 0,
    holes: 0,
    receivedBytes: 0,
    sentBytes: 0,
  };
  const { refused, cuts } = totals;

  return {
    totals,
    publishDuration$: publishDuration$.asObservable(),
    publishDuration: durations.summary,
    observe: (event) => {
      if (event.type === 'connected') totals.connected += 1;
      else if (event.type === 'subscribed') totals.replayed += event.replay;
      else if (event.type === 'unsubscribed') totals.holes += event.code === undefined ? 0 : 1;
      else if (event.type === 'refused') refused[event.code] = (refused[event.code] ?? 0) + 1;
      else if (event.type === 'closed') cuts[event.code] = (cuts[event.code] ?? 0) + 1;
    },
    publishing: (publish$) =>
      defer(() => {
        const started = asyncScheduler.now();
        return publish$.pipe(
          tap({
            next: ({ duplicate }) => {
              totals[duplicate ? 'duplicates' : 'publications'] += 1;
              // A clock that was set back must not make a negative one.
              const duration = Math.max(0, asyncScheduler.now() - started);
              durations.add(duration);
              publishDuration$.next(duration);
            },
            error: () => {
              totals.publishFailures += 1;
            },
          }),
        );
      }),
  };
}
