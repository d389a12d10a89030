import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tcpServer } from './tcpServer.js';

/**
 * What becomes of upgrades to a WebSocket: they pass, are refused with a status, hang without an answer, are answered and then silent,
 * or are answered and then ended before a first message.
 */
export type UpgradeFate = 'pass' | 'refuse' | 'hang' | 'silence' | 'drop';

/** A proxy that knows HTTP well enough to be in the way of WebSockets alone. */
export interface UpgradeProxy {
  readonly port: number;
  /** What becomes of the upgrades from now on. */
  fate: UpgradeFate;
  /** The status of those that are refused. */
  status: string;
  /** Upgrades that were asked for. */
  readonly upgrades: number;
  /** WebSockets that are up. */
  readonly webSockets: number;
  /** Resets the connections that are up: WebSockets, all others, or both. */
  reset(which: 'webSockets' | 'others' | 'all'): void;
}

export async function upgradeProxy(targetPort: number): Promise<UpgradeProxy> {
  const webSockets = new Set<Socket>();
  const others = new Set<Socket>();
  let upgrades = 0;

  const upgrade = (client: Socket, head: Buffer): void => {
    const { fate, status } = proxy;
    upgrades += 1;
    if (fate === 'hang') return;
    if (fate === 'refuse')
      return void client.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    webSockets.add(client);
    client.on('close', () => webSockets.delete(client));
    const server = open(client, head);
    if (fate === 'pass') return void server.pipe(client);
    let answer = '';
    server.on('data', (chunk: Buffer) => {
      const isAnswered = answer.includes('\r\n\r\n');
      answer += chunk.toString('latin1');
      const end = answer.indexOf('\r\n\r\n');
      if (isAnswered || end < 0) return;
      client.write(Buffer.from(answer.slice(0, end + 4), 'latin1'));
      if (fate === 'drop') client.end();
    });
  };
  const pass = (client: Socket, head: Buffer): void => {
    others.add(client);
    client.on('close', () => others.delete(client));
    open(client, head).pipe(client);
  };
  const open = (client: Socket, head: Buffer): Socket => {
    const server = connect(targetPort, '127.0.0.1');
    server.on('error', () => undefined);
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
    server.write(head);
    client.pipe(server);
    return server;
  };
  const { url } = await tcpServer((client) => {
    client.once('data', (head: Buffer) => {
      (/^upgrade: *websocket/im.test(head.toString('latin1')) ? upgrade : pass)(client, head);
    });
  });

  const proxy: UpgradeProxy = {
    port: Number(new URL(url).port),
    fate: 'pass',
    status: '426 Upgrade Required',
    get upgrades() {
      return upgrades;
    },
    get webSockets() {
      return webSockets.size;
    },
    reset: (which) => {
      if (which !== 'others') for (const socket of webSockets) socket.resetAndDestroy();
      if (which !== 'webSockets') for (const socket of others) socket.resetAndDestroy();
    },
  };
  return proxy;
}
