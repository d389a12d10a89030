import type { DurationSummary } from '../core/durationWindow.js';
import type { ChannelFeed } from './channelFeed.js';
import type { Dismissible } from './Dismissible.js';
import type { HubCounts, HubTotals } from './hubCounts.js';

/** The numbers of a hub: totals since it was made, and how it stands now. */
export interface HubMetrics extends HubTotals {
  /** Clients that are connected now, over WebSockets and event streams. */
  readonly connections: number;
  /** Channels that are followed now. */
  readonly channels: number;
  /** Pairs of a client and a channel that it observes now. */
  readonly subscriptions: number;
  /** Bytes that wait now to be taken by clients, all together. */
  readonly queuedBytes: number;
  /** The same of the client for which most wait. */
  readonly longestQueue: number;
  /** From a publish to the broker's answer, in ms, of the last 128. */
  readonly publishDuration: DurationSummary;
}

interface Counted {
  readonly counts: HubCounts;
  readonly sessions: ReadonlySet<Dismissible>;
  readonly feeds: ReadonlyMap<string, ChannelFeed>;
}

/** How the hub stands now. Looks at each client and each channel once; nobody counts them meanwhile. */
export function hubMetrics({ counts, sessions, feeds }: Counted): HubMetrics {
  const { totals, publishDuration } = counts;
  let subscriptions = 0;
  for (const { observers } of feeds.values()) subscriptions += observers;
  let queuedBytes = 0;
  let longestQueue = 0;
  for (const session of sessions) {
    const bytes = session.pending();
    queuedBytes += bytes;
    longestQueue = Math.max(longestQueue, bytes);
  }
  return {
    ...totals,
    refused: { ...totals.refused },
    cuts: { ...totals.cuts },
    connections: sessions.size,
    channels: feeds.size,
    subscriptions,
    queuedBytes,
    longestQueue,
    publishDuration: publishDuration(),
  };
}
