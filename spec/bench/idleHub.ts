/**
 * A hub in a process of its own, as the benchmarks of memory and of hostile clients need it: answers each message with where it stands. It
 * ends with the process that started it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
import { collectGarbage } from '../support/collectGarbage.js';

/** Bytes after a full collection. */
export interface IdleStanding {
  readonly port: number;
  readonly connections: number;
  readonly channels: number;
  readonly rss: number;
  readonly heap: number;
}

const rooms = hub({ broker: memoryBroker(), authorize: () => true });
const server = createServer();
fromWebSocketServer({ server }).pipe(rooms.serve()).subscribe();
server.listen(0, '127.0.0.1');

process.on('disconnect', () => process.exit());
process.on('message', () => {
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { port } = server.address() as AddressInfo;
  const { connections, channels } = rooms;
  process.send?.({ port, connections, channels, rss, heap: heapUsed + external } satisfies IdleStanding);
});
