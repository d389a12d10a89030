/** Where an event source stands: what the next dial goes on from. */
export interface EventCursor {
  /** The last event ID that a blank line has committed; empty when there is none. */
  lastEventId: string;
  /** The reconnection time that the server named last, in ms. */
  reconnectionTime: number | undefined;
}

/** The cursors of one observable. */
export interface EventCursors {
  /** The cursor that was given back last, or a new one if all are in use. */
  take(): EventCursor;
  giveBack(cursor: EventCursor): void;
}

/**
 * Cursors that outlive subscriptions: an attempt takes one and gives it back when it is over, so the next attempt goes on
 * from there. An attempt beside a live one has a cursor of its own, which begins at the seed, and its successor gets that.
 *
 * ```text
 * one pipeline       a----#  a----#  a---
 * another, beside       b------#  b------
 * ```
 */
export function eventCursors(lastEventId: string): EventCursors {
  const free: EventCursor[] = [];
  return {
    take: () => free.pop() ?? { lastEventId, reconnectionTime: undefined },
    giveBack: (cursor) => void free.push(cursor),
  };
}
