import { asyncScheduler } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import type { ConnectionErrorOf } from '../core/ConnectionError.js';
import type { ResponseLike } from '../core/FetchLike.js';
import { retryAfterOf } from '../core/retryAfterOf.js';

/** The error for a response whose status is not the one asked for. */
export function refusedWith(response: ResponseLike): ConnectionErrorOf<'handshake'> {
  const { status } = response;
  const retryAfter = retryAfterOf(response.headers.get('retry-after'), asyncScheduler.now());
  return new ConnectionError(
    'handshake',
    status === 204 ? 'the server answered 204: it wants no more dials' : `the server refused with ${status}`,
    { status, headers: headersOf(response), ...(retryAfter !== undefined && { retryAfter }) },
  );
}

/** The headers of a response, names in lower case. */
export function headersOf(response: ResponseLike): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  response.headers.forEach((value, name) => entries.push([name, value]));
  return Object.fromEntries(entries);
}
