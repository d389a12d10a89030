import { isObservable } from 'rxjs';
import { checkOneOf } from '../core/checkOneOf.js';
import { checkHeaders, httpToken } from './checkHeaders.js';
import type { EventStreamRequestConfig } from './eventStreamRequest.js';

/**
 * Throws at construction for what is known by then and no fetch takes, or no event stream answers: a `TypeError` for a
 * method, a body that a GET cannot have, `redirect` and `credentials`; for headers see `checkHeaders`.
 *
 * @see https://fetch.spec.whatwg.org/#methods
 */
export function checkRequest(config: EventStreamRequestConfig): void {
  const { method = 'POST', body, headers = {}, redirect = 'follow', credentials = 'omit' } = config;
  if (!httpToken.test(method) || /^(connect|head|trace|track)$/i.test(method)) {
    throw new TypeError(`method must be one that fetch takes and a body answers; got ${String(method)}`);
  }
  if (body !== undefined && /^get$/i.test(method)) {
    throw new TypeError('a GET cannot have a body: leave out method, or body');
  }
  checkOneOf('redirect', redirect, ['follow', 'error']);
  checkOneOf('credentials', credentials, ['omit', 'same-origin', 'include']);
  const { then } = (headers ?? {}) as { readonly then?: unknown };
  if (typeof headers !== 'function' && !isObservable(headers) && typeof then !== 'function') {
    checkHeaders(headers);
  }
}
