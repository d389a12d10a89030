import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAllowedOrigin } from './isAllowedOrigin.js';

const methods = 'GET, HEAD, POST';

/**
 * Lets pages of allowed origins read the answer. Others, questions whether a page may ask (preflights), and methods that
 * nobody serves are answered here. True: the request is still to be answered.
 *
 * ```text
 * origin of no page, or allowed     true
 * any other                         403
 * OPTIONS                           204, with what is allowed
 * PUT, DELETE …                     405
 * ```
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function admitPage(
  { headers, method = 'GET' }: Pick<IncomingMessage, 'headers' | 'method'>,
  response: ServerResponse,
  origins: readonly string[] | '*',
): boolean {
  const refuse = (status: number): false => {
    response.statusCode = status;
    response.end();
    return false;
  };
  const { origin } = headers;
  if (!isAllowedOrigin(headers, origins)) return refuse(403);
  if (origins !== '*') response.appendHeader('Vary', 'Origin');
  if (origin !== undefined) {
    // Whoever lets everybody in does not mean with everybody's cookies.
    response.setHeader('Access-Control-Allow-Origin', origins === '*' ? '*' : origin);
    if (origins !== '*') response.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  if (method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', methods);
    const wanted = headers['access-control-request-headers'];
    if (wanted !== undefined) response.setHeader('Access-Control-Allow-Headers', wanted);
    return refuse(204);
  }
  if (['GET', 'HEAD', 'POST'].includes(method)) return true;
  response.setHeader('Allow', `${methods}, OPTIONS`);
  return refuse(405);
}
