import { asyncScheduler } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import type { ResponseLike } from '../core/FetchLike.js';
import { retryAfterOf } from '../core/retryAfterOf.js';

/**
 * Why a response is no event stream, if it is none: "if res's status is not 200, or if res's `Content-Type` is not
 * text/event-stream, then fail the connection".
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */
export function refusalOf(response: ResponseLike): ConnectionError | undefined {
  const { status } = response;
  if (status !== 200) {
    const retryAfter = retryAfterOf(response.headers.get('retry-after'), asyncScheduler.now());
    return new ConnectionError(
      'handshake',
      status === 204
        ? 'the server answered 204: it wants no more dials'
        : `the server refused with ${status}`,
      { status, headers: headersOf(response), ...(retryAfter !== undefined && { retryAfter }) },
    );
  }
  const type = response.headers.get('content-type');
  if (/^\s*text\/event-stream\s*(;|$)/i.test(type ?? '')) return undefined;
  // 1003: "it has received a type of data it cannot accept".
  return new ConnectionError(
    'protocol',
    `the response must be text/event-stream; it is ${type ?? 'of no type'}`,
    { code: 1003 },
  );
}

/** The headers of a response, names in lower case. */
export function headersOf(response: ResponseLike): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  response.headers.forEach((value, name) => entries.push([name, value]));
  return Object.fromEntries(entries);
}
