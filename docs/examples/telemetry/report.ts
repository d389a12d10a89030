import type { Lifecycle, Publication, RealtimeMetrics } from 'rxwire';
import type { LedgerCounts } from './ledgerPages.js';
import type { Transport } from './member.js';
import type { Recovery } from './recoveries.js';
import type { Telemetry } from './registry.js';
import type { Trouble } from './trouble.js';

/** What was published, and what became of it at each client. */
export interface LedgerRows {
  readonly published: number;
  readonly clients: readonly LedgerRow[];
}

export interface LedgerRow extends LedgerCounts {
  readonly transport: Transport;
  /** Publications that are on the way. */
  readonly coming: number;
}

/** The numbers of one second. */
export interface Second {
  readonly clients: readonly {
    readonly transport: Transport;
    /** Messages. */
    readonly perSecond: number;
    readonly metrics: RealtimeMetrics;
  }[];
  /** Undefined where there is no hub of ours to compare with. */
  readonly ledger?: LedgerRows;
  readonly telemetry: Telemetry | undefined;
}

/** What it all came to. */
export interface Verdict extends LedgerRows {
  /** Nothing lost, nothing doubled, gaps told exactly where the hub had lost its memory. */
  readonly ok: boolean;
  readonly breaks: number;
  readonly restarts: number;
  /** Messages that are still queued. */
  readonly left: number;
}

/** Where the demo tells what happens. */
export interface Report {
  lifecycle(transport: Transport, state: Lifecycle<unknown>, queued: number): void;
  trouble(trouble: Trouble): void;
  note(kind: 'info' | 'error', words: string): void;
  /** A line of the chat has come. */
  said(transport: Transport, line: Publication<{ readonly text: string; readonly senderId?: string }>): void;
  /** What had queued has been taken. */
  flushed(transport: Transport, count: number): void;
  recovered(transport: Transport, recovery: Recovery): void;
  ledger(rows: LedgerRows): void;
  second(numbers: Second): void;
  /** What is being typed has changed. */
  draft(text: string | undefined): void;
  verdict(verdict: Verdict): void;
  /** Nothing follows. */
  end(): void;
}
