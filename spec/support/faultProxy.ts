import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tcpServer } from './tcpServer.js';

/** Stands between a client and a server, and breaks what passes. */
export interface FaultProxy {
  readonly url: string;
  /** From now on nothing passes on the present connections, in one direction or in both, and nobody is told. */
  silence(direction?: 'up' | 'down' | 'both'): void;
  /** Resets the present connections on both sides. */
  reset(): void;
  /** Ends the present connections when so many more bytes have passed in one direction: in the midst of a frame. */
  endAfter(bytes: number, direction: 'up' | 'down'): void;
  /** Lets so many bytes more down to each present client, and then ends the connections on both sides. */
  cutAfter(bytes: number): void;
}

export async function faultProxy(targetPort: number): Promise<FaultProxy> {
  /** Those that are cut soon. */
  const doomed = new WeakSet<Socket>();
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  const stop = (from: Socket, to: Socket): void => {
    from.unpipe(to);
    from.pause();
  };
  const { url } = await tcpServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    const pair = { client, server };
    pairs.add(pair);
    server.on('error', () => undefined);
    client.on('close', () => {
      pairs.delete(pair);
      server.destroy();
    });
    server.on('close', () => client.destroy());
    client.pipe(server);
    server.pipe(client);
  });

  const cutAfter = (
    { client, server }: { readonly client: Socket; readonly server: Socket },
    bytes: number,
  ) => {
    if (doomed.has(client)) return;
    doomed.add(client);
    let left = bytes;
    server.unpipe(client);
    server.on('data', (chunk) => {
      if (left > 0) client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) client.destroySoon();
    });
    server.resume();
  };

  return {
    url,
    silence: (direction = 'both') => {
      for (const { client, server } of pairs) {
        if (direction !== 'down') stop(client, server);
        if (direction !== 'up') stop(server, client);
      }
    },
    endAfter: (bytes, direction) => {
      for (const { client, server } of pairs) {
        const [from, to] = direction === 'up' ? [client, server] : [server, client];
        let left = bytes;
        from.unpipe(to);
        from.on('data', (chunk: Buffer) => {
          if (left <= 0) return;
          if (chunk.length < left) to.write(chunk);
          else {
            to.end(chunk.subarray(0, left));
            from.destroy();
          }
          left -= chunk.length;
        });
        // To unpipe is to pause.
        from.resume();
      }
    },
    reset: () => {
      for (const { client, server } of pairs) {
        client.resetAndDestroy();
        server.resetAndDestroy();
      }
    },
    cutAfter: (bytes) => {
      for (const pair of pairs) cutAfter(pair, bytes);
    },
  };
}
