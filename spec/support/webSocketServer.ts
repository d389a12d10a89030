import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { ReplaySubject, firstValueFrom, scan, skip } from 'rxjs';
import type { Observable } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';
import { released } from './released.js';
import { selfSigned } from './selfSigned.js';

/** The server's side of one connection. */
export interface Peer {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** The TCP socket below it, for what a WebSocket does not do. */
  readonly tcp: Socket;
  /** What it received: text as a string, binary as a Buffer; replays. */
  readonly received$: Observable<string | Buffer>;
  /** Resolves when the TCP connection is gone, with the close frame's words. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Every connection that came about; replays. */
  readonly peers$: Observable<Peer>;
  readonly dials: () => number;
  /** The connection that came about as number `index`, from 0. */
  peer(index?: number): Promise<Peer>;
}

export interface TestServerConfig extends ServerOptions {
  /** Greets each connection in the turn of its opening. */
  readonly greet?: (socket: WebSocket, index: number) => void;
  /** Speaks TLS, with a certificate that nobody trusts. */
  readonly tls?: boolean;
}

/** A real server on a free port of 127.0.0.1, gone after the test. */
export async function webSocketServer(config: TestServerConfig = {}): Promise<TestServer> {
  const { greet, tls = false, ...options } = config;
  const below = tls ? createTlsServer(selfSigned) : undefined;
  const server = new WebSocketServer(
    below ? { ...options, server: below } : { ...options, host: '127.0.0.1', port: 0 },
  );
  const peers$ = new ReplaySubject<Peer>();
  let dials = 0;

  server.on('connection', (socket, request) => {
    const received$ = new ReplaySubject<string | Buffer>();
    socket.on('message', (data: Buffer, isBinary) => received$.next(isBinary ? data : data.toString()));
    socket.on('error', () => undefined);
    const closed = once(socket, 'close').then(([code, reason]: unknown[]) => ({
      code: code as number,
      reason: String(reason),
    }));
    greet?.(socket, dials);
    dials += 1;
    peers$.next({ socket, request, tcp: request.socket, received$, closed });
  });
  below?.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    below?.close();
    below?.closeAllConnections();
    await once(below ?? server, 'close');
  });

  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'wss' : 'ws'}://127.0.0.1:${port}/`,
    port,
    peers$,
    dials: () => dials,
    peer: (index = 0) => firstValueFrom(peers$.pipe(skip(index))),
  };
}

/** All that a peer received so far, once there are `count` of it. */
export function receivedBy(peer: Peer, count: number): Promise<(string | Buffer)[]> {
  return firstValueFrom(
    peer.received$.pipe(
      scan((all, message) => [...all, message], [] as (string | Buffer)[]),
      skip(count - 1),
    ),
  );
}
