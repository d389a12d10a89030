import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { webSocketScenarios } from './webSocketScenarios.js';

/** Serves an empty page at `/`, and each scenario's WebSocket at its number: `/0`, `/1` …, for these tests. */
export function scenarioServer(): { port(): number } {
  const open = new Set<Socket>();
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html>'),
  );
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  server.on('upgrade', (request, tcp, head) => {
    const { serve, upgrade, answer } = webSocketScenarios[Number(request.url?.slice(1))] ?? {};
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    if (upgrade !== undefined) return upgrade(tcp, createHash('sha1').update(key).digest('base64'));
    const sockets = new WebSocketServer({
      noServer: true,
      ...(answer !== undefined && { handleProtocols: () => answer }),
    });
    // ws tells of no subprotocol where none was offered: that takes a header by hand.
    if (answer !== undefined && answer !== false && request.headers['sec-websocket-protocol'] === undefined) {
      sockets.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${answer}`));
    }
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      socket.on('error', () => undefined);
      serve?.(socket, tcp);
    });
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: () => (server.address() as AddressInfo).port };
}
