import { ConnectionError } from '../core/ConnectionError.js';
import { checkId } from '../sse/checkSingleLine.js';

/**
 * A last event ID as the value of its header: "UTF-8 encoded", a character for each byte, which is how a header is written.
 *
 * Errors: `TypeError` for text that no stream can have named. Kind `protocol`, which cannot heal, for control characters: a
 * stream can name them, and no header can carry them.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 */
export function lastEventIdHeader(lastEventId: string): string {
  checkId('lastEventId', lastEventId);
  let header = '';
  for (const byte of new TextEncoder().encode(lastEventId)) header += String.fromCharCode(byte);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(header)) {
    const text = JSON.stringify(lastEventId);
    throw new ConnectionError(
      'protocol',
      `no header can hold the last event ID ${text}: it cannot be resumed`,
      {
        code: 1002,
      },
    );
  }
  return header;
}
