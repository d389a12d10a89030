import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Subject } from 'rxjs';
import type { Observable } from 'rxjs';

/** Where something was cut: so many bytes of the whole had passed. */
export interface Cut {
  readonly byte: number;
  readonly of: number;
}

/** Stands between a client and the hub, and breaks what passes. */
export interface CuttingProxy {
  readonly port: number;
  /** While true: answers every dial with 503. */
  refusing: boolean;
  /** Waits for the next publication that passes, and cuts every link in the middle of it; hot. */
  cutInMidst(): Observable<Cut>;
  /** From now on nothing passes on the links that are open, in either direction, and nobody is told. */
  silence(): void;
  close(): Promise<void>;
}

export async function cuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const links = new Set<{ readonly client: Socket; readonly server: Socket }>();
  const silent = new WeakSet<Socket>();
  let cut$: Subject<Cut> | undefined;

  const cut = (client: Socket, chunk: Buffer): void => {
    const byte = chunk.length >> 1;
    client.end(chunk.subarray(0, byte));
    for (const link of links) {
      if (link.client !== client) link.client.destroy();
      link.server.destroy();
    }
    const done$ = cut$;
    cut$ = undefined;
    done$?.next({ byte, of: chunk.length });
    done$?.complete();
  };
  const pass = (from: Socket, to: Socket, chunk: Buffer): void => {
    if (silent.has(from) || to.writableEnded || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  };

  const proxy = createServer((client) => {
    client.on('error', () => undefined);
    if (self.refusing) {
      client.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      client.resume();
      return;
    }
    const server = connect(targetPort, '127.0.0.1');
    const link = { client, server };
    links.add(link);
    server.on('error', () => undefined);
    client.on('data', (chunk: Buffer) => pass(client, server, chunk));
    server.on('data', (chunk: Buffer) => {
      if (cut$ !== undefined && !silent.has(server) && chunk.includes('"offset":')) cut(client, chunk);
      else pass(server, client, chunk);
    });
    client.on('close', () => {
      links.delete(link);
      server.destroy();
    });
    server.on('close', () => client.destroySoon());
  });
  const self: CuttingProxy = {
    get port() {
      return (proxy.address() as AddressInfo).port;
    },
    refusing: false,
    cutInMidst: () => (cut$ ??= new Subject()).asObservable(),
    silence: () => {
      for (const { client, server } of links) {
        silent.add(client);
        silent.add(server);
      }
    },
    close: async () => {
      proxy.close();
      for (const { client } of links) client.destroy();
      await once(proxy, 'close');
    },
  };
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return self;
}
