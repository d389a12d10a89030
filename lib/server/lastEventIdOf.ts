import type { HttpRequest } from './HttpRequest.js';

/**
 * The last event ID that a client goes on from: what its `Last-Event-ID` header says, otherwise the parameter
 * `lastEventId` of the URL, for pages that begin in the middle. The empty string where there is none.
 *
 * ```text
 * Last-Event-ID: 41                             →  '41'
 * GET /events?lastEventId=40, without a header  →  '40'
 * ```
 *
 * The header is read as UTF-8, as the standard has it sent; bytes that are none are read as Latin-1, as `fetch` sends
 * them. It is a stranger's text: look up what it names, and take what you do not find for none. An ID that no stream can
 * have named, one with NULL, CR or LF, counts as none.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 */
export function lastEventIdOf({ headers, url = '' }: HttpRequest): string {
  const header = headers['last-event-id'];
  const id = typeof header === 'string' ? fromHeader(header) : fromQuery(url);
  return /[\0\r\n]/.test(id) ? '' : id;
}

/** Node gives a header's bytes as one character each. */
function fromHeader(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}

function fromQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? '' : (new URLSearchParams(url.slice(query)).get('lastEventId') ?? '');
}
