import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { ReplaySubject, firstValueFrom, skip } from 'rxjs';
import { released } from './released.js';

export interface TcpServer {
  readonly url: string;
  readonly port: number;
  /** The connection accepted as number `index`, from 0. */
  socket(index?: number): Promise<Socket>;
  readonly accepted: () => number;
}

/** Accepts TCP connections on a free port of 127.0.0.1 and leaves them to `serve`; gone after the test. */
export async function tcpServer(serve: (socket: Socket) => void = () => undefined): Promise<TcpServer> {
  const sockets$ = new ReplaySubject<Socket>();
  const open = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    serve(socket);
    sockets$.next(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/`,
    port,
    socket: (index = 0) => firstValueFrom(sockets$.pipe(skip(index))),
    accepted: () => accepted,
  };
}

/** A port of 127.0.0.1 on which nobody listens any more. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
