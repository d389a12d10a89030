import type { HttpResponse } from './HttpResponse.js';

/**
 * Sends the headers of an event stream, if none have been sent; those that the application has set stay, of `Cache-Control`
 * the one thing that may be said of a stream besides: `no-transform`. Any other status than 200 has no body: the client need
 * not wait for its type.
 */
export function sendHead(response: HttpResponse, status = 200): void {
  if (response.headersSent) return;
  response.statusCode = status;
  const isKept = /no-transform/i.test(String(response.getHeader?.('Cache-Control')));
  response.setHeader('Cache-Control', isKept ? 'no-store, no-transform' : 'no-store');
  if (status !== 200) return;
  response.setHeader('Content-Type', 'text/event-stream');
  // Of nginx, which would keep events back until they fill a page.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders?.();
}
