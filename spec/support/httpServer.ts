import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ReplaySubject, firstValueFrom, skip } from 'rxjs';
import { released } from './released.js';
import { selfSigned } from './selfSigned.js';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** The exchange that came as number `index`, from 0. */
  exchange(index?: number): Promise<Exchange>;
  readonly requests: () => number;
}

/** Serves HTTP on a free port of 127.0.0.1 and leaves each exchange to `serve`; gone after the test. */
export async function httpServer(
  serve: (exchange: Exchange, index: number) => void = () => undefined,
  { secure = false } = {},
): Promise<HttpServer> {
  const exchanges$ = new ReplaySubject<Exchange>();
  let count = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => undefined);
    serve({ request, response }, count++);
    exchanges$.next({ request, response });
  };
  const server = secure ? createSecureServer(selfSigned, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const { port } = server.address() as AddressInfo;
  return {
    url: `http${secure ? 's' : ''}://127.0.0.1:${port}/`,
    port,
    exchange: (index = 0) => firstValueFrom(exchanges$.pipe(skip(index))),
    requests: () => count,
  };
}

/** Begins an event stream with what is given. */
export function eventStream(response: ServerResponse, ...blocks: readonly (string | Uint8Array)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  for (const block of blocks) response.write(block);
}

/** When the connection of an exchange is gone. */
export async function gone({ request }: Exchange): Promise<void> {
  if (!request.socket.destroyed) await once(request.socket, 'close');
}
