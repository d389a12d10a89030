import { longestDelay } from '../core/longestDelay.js';
import { checkId, checkSingleLine } from './checkSingleLine.js';

/** An event to be sent. A block without `data` dispatches nothing, but its ID and its reconnection time count. */
export interface ServerSentEventInit {
  /** The event type. `'message'`, which is what a reader takes for granted, is not written. */
  readonly type?: string;
  /** Any text. A line end in it arrives as LF, whether it was LF, CR or both. */
  readonly data?: string;
  /** The last event ID from here on. The empty string takes it back, so that a reconnection sends none. */
  readonly lastEventId?: string;
  /** The wait before a reconnection, in whole ms, at most 2^31 - 1. */
  readonly retry?: number;
}

/**
 * Writes an event as a block of a `text/event-stream`.
 *
 * ```text
 * { lastEventId: '7', type: 'add', data: 'a\nb' }  →  'id: 7\nevent: add\ndata: a\ndata: b\n\n'
 * ```
 *
 * What `parseEventStream` makes of the text is the event, for all text it may hold, save that line ends in `data` become LF.
 * Sent as bytes, that is UTF-8, which has no half of a surrogate pair: one that stands alone arrives as U+FFFD.
 *
 * Errors: a `TypeError` that names the field, for what the format cannot carry: a line end in `type` or `lastEventId`, NULL
 * in `lastEventId`, an empty `type`, a `retry` that is not a whole number of ms from 0 to 2^31 - 1.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 *
 * @example
 * ```ts
 * import { formatServerSentEvent } from 'rxwire';
 *
 * const text = formatServerSentEvent({ type: 'price', data: JSON.stringify({ eur: 12 }), lastEventId: '41' });
 * ```
 */
export function formatServerSentEvent({ type, data, lastEventId, retry }: ServerSentEventInit): string {
  let block = '';
  if (lastEventId !== undefined) {
    checkId('lastEventId', lastEventId);
    block += `id: ${lastEventId}\n`;
  }
  if (type !== undefined && type !== 'message') {
    checkSingleLine('type', type);
    if (type === '') throw new TypeError('type cannot be empty: a reader takes that for message');
    block += `event: ${type}\n`;
  }
  if (retry !== undefined) {
    checkRetry(retry);
    block += `retry: ${retry}\n`;
  }
  if (data !== undefined) {
    if (typeof data !== 'string')
      throw new TypeError(`data must be a string; got ${data === null ? 'null' : typeof data}`);
    block += `data: ${data.replace(/\r\n|\r|\n/g, '\ndata: ')}\n`;
  }
  return `${block}\n`;
}

function checkRetry(retry: number): void {
  if (!(Number.isInteger(retry) && retry >= 0 && retry <= longestDelay)) {
    throw new TypeError(
      `retry must be a whole number of ms, from 0 to ${longestDelay}; got ${String(retry)}`,
    );
  }
}
