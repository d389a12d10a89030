import { ConnectionError } from '../core/ConnectionError.js';
import type { ResponseLike } from '../core/FetchLike.js';
import { refusedWith } from './refusedWith.js';

/**
 * Why a response is no event stream, if it is none: "if res's status is not 200, or if res's `Content-Type` is not
 * text/event-stream, then fail the connection".
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */
export function refusalOf(response: ResponseLike): ConnectionError | undefined {
  if (response.status !== 200) return refusedWith(response);
  const type = response.headers.get('content-type');
  if (/^\s*text\/event-stream\s*(;|$)/i.test(type ?? '')) return undefined;
  // 1003: "it has received a type of data it cannot accept".
  return new ConnectionError(
    'protocol',
    `the response must be text/event-stream; it is ${type ?? 'of no type'}`,
    { code: 1003 },
  );
}
