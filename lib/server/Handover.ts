import type { Batch, Publication } from './publication.js';

/** From where on an observer wants a channel. */
export interface FeedRequest {
  readonly since?: { readonly offset?: number; readonly epoch?: string };
  readonly recover?: 'stream' | 'latest' | 'none';
}

/** What an observer is told when it is joined to a channel, and how it goes on. */
export interface Handover {
  readonly epoch: string;
  /** The top of the history: `replay` ends here, live publications begin behind it. */
  readonly offset: number;
  readonly recovering: boolean;
  readonly recovered: boolean;
  readonly replay: readonly Publication[];
  /** From here on publications go to `live` instead of `hold`. */
  goLive(): void;
}

/** How a feed reaches an observer. */
export interface FeedObserver {
  /** A publication behind the handover, while it is not live. */
  hold(publication: Publication): void;
  /** The publications of a turn. */
  live(batch: Batch): void;
}
