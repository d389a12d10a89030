import { asyncScheduler } from 'rxjs';
import { durationWindow } from '../core/durationWindow.js';
import type { DurationSummary } from '../core/durationWindow.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import type { OutboxCounts } from '../operators/outbox.js';
import type { OverTransport } from '../operators/provenLinks.js';
import type { DropReason } from '../operators/SendOutcome.js';

/** Numbers of one client since it was made or last reset. `enqueued` is `sent` plus all `dropped` plus `queued`. */
export interface RealtimeMetrics {
  /** Messages given to `send` and `request`; after a reset, those that were waiting then and those given since. */
  readonly enqueued: number;
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Messages that wait, and their bytes. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Messages that came in and decoded. */
  readonly received: number;
  /** Messages that came in and did not. */
  readonly invalid: number;
  /** Dials. */
  readonly attempts: number;
  /** Connections that came about after a break. */
  readonly reconnects: number;
  /** Connections that took the place of another, over another transport, without a break. */
  readonly takeovers: number;
  /** Which of the `transports` carries the connection, or carried the last one. */
  readonly transport: number | undefined;
  /** When the last connection came about, in ms since the epoch. */
  readonly lastConnectedAt: number | undefined;
  /** How long the current connection has been open, or the last one was, in ms. */
  readonly connectionDuration: number;
  /** Round trips of the heartbeat, in ms. */
  readonly rtt: DurationSummary;
  /** From the loss of a connection to the next one, in ms. */
  readonly timeToRecover: DurationSummary;
}

/** Keeps the numbers of one client. */
export interface ClientMetrics {
  observe(state: Lifecycle<Partial<OverTransport>>): void;
  received(): void;
  invalid(): void;
  rtt(duration: number): void;
  snapshot(): RealtimeMetrics;
  /** Starts all counts anew; what is queued stays queued and counts as enqueued. */
  reset(): void;
}

export function clientMetrics(outbox: () => OutboxCounts): ClientMetrics {
  const now = (): number => asyncScheduler.now();
  const rtt = durationWindow();
  const recovery = durationWindow();
  let base: OutboxCounts | undefined;
  let received = 0;
  let invalid = 0;
  let attempts = 0;
  let reconnects = 0;
  let takeovers = 0;
  let transport: number | undefined;
  let lastConnectedAt: number | undefined;
  let connectedSince: number | undefined;
  let lastDuration = 0;
  let lostAt: number | undefined;

  return {
    observe: (state) => {
      const { status } = state;
      if (connectedSince !== undefined && status !== 'connected') {
        lastDuration = now() - connectedSince;
        connectedSince = undefined;
        if (status === 'waiting') lostAt = now();
      }
      if (status === 'connecting') attempts += 1;
      if (status === 'disconnected') lostAt = undefined;
      if (status === 'connected') {
        if (connectedSince !== undefined) takeovers += 1;
        ({ transport } = state.connection);
        lastConnectedAt = connectedSince = now();
        if (lostAt !== undefined) {
          reconnects += 1;
          recovery.add(now() - lostAt);
          lostAt = undefined;
        }
      }
    },
    received: () => {
      received += 1;
    },
    invalid: () => {
      invalid += 1;
    },
    rtt: (duration) => rtt.add(duration),
    snapshot: () => {
      const { enqueued, sent, dropped, queued, queuedBytes } = outbox();
      const droppedSince = { ...dropped };
      if (base !== undefined) {
        for (const reason of Object.keys(dropped) as DropReason[])
          droppedSince[reason] -= base.dropped[reason];
      }
      return {
        enqueued: enqueued - (base === undefined ? 0 : base.enqueued - base.queued),
        sent: sent - (base?.sent ?? 0),
        dropped: droppedSince,
        queued,
        queuedBytes,
        received,
        invalid,
        attempts,
        reconnects,
        takeovers,
        transport,
        lastConnectedAt,
        connectionDuration: connectedSince === undefined ? lastDuration : now() - connectedSince,
        rtt: rtt.summary(),
        timeToRecover: recovery.summary(),
      };
    },
    reset: () => {
      base = outbox();
      received = invalid = attempts = reconnects = takeovers = 0;
      lastConnectedAt = connectedSince === undefined ? undefined : lastConnectedAt;
      lastDuration = 0;
      rtt.clear();
      recovery.clear();
    },
  };
}
