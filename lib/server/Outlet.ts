import type { Batch } from './publication.js';

/** Where a session writes: a connection, or the response of an event stream. Nothing leaves before `flush`. */
export interface Outlet {
  /** Bytes that were written and are not on the wire yet, flushed or not. */
  pending(): number;
  /** Those of them that wait for the flush. */
  queued(): number;
  /** A message for this client alone. */
  message(text: string): void;
  /** Publications, which others get too. */
  publish(batch: Batch): void;
  /** Tells from where on publications of the channel follow, for those who write positions. */
  position(channel: string, epoch: string, offset: number): void;
  /** Hands all of it to the transport, in one write where that is possible; says how many bytes that were. */
  flush(): number;
}
