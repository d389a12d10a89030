import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAllowedOrigin } from './isAllowedOrigin.js';
import { Refusal } from './Refusal.js';

const methods = 'GET, HEAD, POST';
/** For how long a browser may keep the answer to a preflight, in s: no browser keeps it for longer than a day, Chromium for two hours. */
const maxAge = 7_200;

/**
 * Lets pages of allowed origins read the answer. Questions whether a page may ask (preflights) are answered here. True: the
 * request is still to be answered.
 *
 * ```text
 * origin of no page, or allowed     true
 * any other                         FORBIDDEN, 403
 * OPTIONS                           false: 204, with what is allowed
 * PUT, DELETE …                     BAD_REQUEST, 405
 * ```
 *
 * Errors: throws a `Refusal`.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function admitPage(
  { headers, method = 'GET' }: Pick<IncomingMessage, 'headers' | 'method'>,
  response: ServerResponse,
  origins: readonly string[] | '*',
): boolean {
  const { origin } = headers;
  if (origins !== '*') response.appendHeader('Vary', 'Origin');
  if (!isAllowedOrigin(headers, origins)) {
    throw new Refusal('FORBIDDEN', 'pages of this origin may not ask');
  }
  if (origin !== undefined) {
    // Whoever lets everybody in does not mean with everybody's cookies.
    response.setHeader('Access-Control-Allow-Origin', origins === '*' ? '*' : origin);
    if (origins !== '*') response.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  if (method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', methods);
    response.setHeader('Access-Control-Max-Age', String(maxAge));
    const wanted = headers['access-control-request-headers'];
    if (wanted !== undefined) response.setHeader('Access-Control-Allow-Headers', wanted);
    response.statusCode = 204;
    response.end();
    return false;
  }
  // Of an answer to a page of another origin, scripts read only what is named.
  if (origin !== undefined) response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  if (['GET', 'HEAD', 'POST'].includes(method)) return true;
  response.setHeader('Allow', `${methods}, OPTIONS`);
  throw new Refusal('BAD_REQUEST', `only ${methods} are served`, null, undefined, 405);
}
