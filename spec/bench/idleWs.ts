/** Bare `ws` in a process of its own, as the baseline of the benchmark of memory: it answers a message, and does nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { collectGarbage } from '../support/collectGarbage.js';
import type { IdleStanding } from './idleHub.js';

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 65_536 });
sockets.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', () => socket.send('"subscribed"'));
});
server.listen(0, '127.0.0.1');

process.on('disconnect', () => process.exit());
process.on('message', () => {
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { port } = server.address() as AddressInfo;
  const connections = sockets.clients.size;
  process.send?.({ port, connections, channels: 0, rss, heap: heapUsed + external } satisfies IdleStanding);
});
