/** One event of a `text/event-stream`, in the words of the HTML standard. */
export interface ServerSentEvent {
  /** The event type: what its `event` field said, or `'message'`. */
  readonly type: string;
  /** Its `data` lines, joined by LF. */
  readonly data: string;
  /** The last event ID of the stream at this event: its own `id`, or the one of an earlier block. */
  readonly lastEventId: string;
  /** The reconnection time that this event's own block named, in ms, at most 2^31 - 1. Absent where it named none. */
  readonly retry?: number;
}
