import type { Observable } from 'rxjs';
import type { Lifecycle, RealtimeMetrics } from 'rxwire';
import type { LedgerCounts } from './eventLedger.js';
import type { Telemetry } from './registry.js';
import type { Trouble } from './trouble.js';

export type Transport = 'websocket' | 'sse';

/** The story of a link; an event stream's tells what it went on from. */
export type Reported = Lifecycle<{ readonly incoming$: Observable<unknown>; readonly resumedFrom?: string }>;

/** What an event stream that came back has brought. */
export interface Resumption extends LedgerCounts {
  /** The last event ID that it went on from. */
  readonly after: string;
  readonly replayed: number;
}

/** The numbers of one second. */
export interface Second {
  readonly perSecond: number;
  readonly metrics: RealtimeMetrics;
  /** Undefined where there is no event stream. */
  readonly events: (LedgerCounts & { readonly perSecond: number }) | undefined;
  readonly telemetry: Telemetry | undefined;
}

/** Where the demo tells what happens. */
export interface Report {
  lifecycle(transport: Transport, state: Reported, queued?: number): void;
  trouble(trouble: Trouble): void;
  note(kind: 'info' | 'error', words: string): void;
  resumed(resumption: Resumption): void;
  second(numbers: Second): void;
  end(numbers: {
    readonly metrics: RealtimeMetrics;
    readonly left: number;
    readonly events: LedgerCounts | undefined;
  }): void;
}
