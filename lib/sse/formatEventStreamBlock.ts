import { formatServerSentComment } from './formatServerSentComment.js';
import type { ServerSentComment } from './formatServerSentComment.js';
import { formatServerSentEvent } from './formatServerSentEvent.js';
import type { ServerSentEventInit } from './formatServerSentEvent.js';

/** What an event stream is made of, to be written. */
export type EventStreamBlock = ServerSentEventInit | ServerSentComment;

/**
 * Writes an event or a comment. Errors: a `TypeError` that names the field, for what the format cannot carry, or the block, if it
 * is none: text or null.
 */
export function formatEventStreamBlock(block: EventStreamBlock): string {
  if (typeof block !== 'object' || block === null) {
    const got = block === null ? 'null' : typeof block;
    throw new TypeError(`a block must be an object, such as { data: 'text' }; got ${got}`);
  }
  return 'comment' in block ? formatServerSentComment(block) : formatServerSentEvent(block);
}
