import type { HttpResponse } from './HttpResponse.js';

/**
 * Sends the headers of an event stream, if none have been sent; those that the application has set stay. Any other status
 * than 200 has no body: the client need not wait for its type.
 */
export function sendHead(response: HttpResponse, status = 200): void {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader('Cache-Control', 'no-store');
  if (status !== 200) return;
  response.setHeader('Content-Type', 'text/event-stream');
  // Of nginx, which would keep events back until they fill a page.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders?.();
}
