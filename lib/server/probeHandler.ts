import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from './hub.js';

/** What keeps metrics: a `Registry` of `prom-client`. */
export interface MetricsRegister {
  readonly contentType: string;
  metrics(): Promise<string>;
}

export interface ProbeHandlerConfig {
  /** What `/metrics` shows; without one it is not there. @defaultValue none */
  readonly register?: MetricsRegister;
}

/**
 * Makes a listener for those who watch over the process: an orchestrator and Prometheus. It is meant for a port of its own that strangers
 * do not reach.
 *
 * ```text
 * GET /healthz    200, as long as the process answers at all
 * GET /readyz     200; 503 while the hub drains: send nobody any more
 * GET /metrics    200, the page of the register; 500 if it cannot be made
 * ```
 *
 * Other paths get 404, other methods than GET and HEAD 405.
 *
 * Errors: none. Finalization: nothing to release.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { hub, memoryBroker, probeHandler } from 'rxwire/server';
 *
 * const rooms = hub({ broker: memoryBroker(), authorize: () => true });
 * createServer(probeHandler(rooms)).listen(9464, '127.0.0.1');
 * ```
 */
export function probeHandler(
  rooms: Pick<Hub, 'isReady'>,
  { register }: ProbeHandlerConfig = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ method = 'GET', url = '/' }, response) => {
    const answer = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(text);
    };
    const path = url.split('?', 1)[0];
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      answer(405, 'only GET and HEAD\n');
    } else if (path === '/healthz') answer(200, 'ok\n');
    else if (path === '/readyz') answer(rooms.isReady ? 200 : 503, rooms.isReady ? 'ready\n' : 'not ready\n');
    else if (path === '/metrics' && register !== undefined) {
      // The page is the register's own: what fails in it is no business of whoever asks.
      register.metrics().then(
        (page) => answer(200, page, register.contentType),
        () => answer(500, 'the metrics cannot be collected\n'),
      );
    } else answer(404, 'not here\n');
  };
}
