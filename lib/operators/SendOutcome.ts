/** Why a message did not leave. */
export type DropReason =
  /** No room: by count or by bytes. */
  | 'overflow'
  /** A later message with the same key took its place. */
  | 'superseded'
  /** Older than its time to live when its turn came. */
  | 'expired'
  /** Larger than the outbox may hold in all. */
  | 'too-large'
  /** The connection's `send`, or `sizeOf` or `key`, threw: a message that cannot be encoded. */
  | 'unsendable'
  /** Taken back while it waited. */
  | 'withdrawn'
  /** The outbox or client had been disposed of. */
  | 'disposed';

/** The answer to a send: on its way, waiting behind `ahead` others for a connection or for room, or dropped and why. */
export type SendOutcome =
  { readonly status: 'sent' } | { readonly status: 'queued'; readonly ahead: number } | Dropped;

/** A message that did not leave, and why. */
export interface Dropped {
  readonly status: 'dropped';
  readonly reason: DropReason;
  /** What was thrown at a message that is `unsendable`. */
  readonly cause?: unknown;
}
