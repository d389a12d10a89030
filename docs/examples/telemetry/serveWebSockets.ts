import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { registry } from './registry.js';

/** The half of the server that speaks WebSocket. */
export interface WebSocketsServer {
  /** Chat messages received so far. */
  readonly received: number;
  /** While true: new dials get 503. */
  refusing: boolean;
  /** While true: no ping is answered, and nothing is published. */
  frozen: boolean;
  publish(text: string): void;
  /** Cuts every connection without a goodbye. */
  cut(): void;
}

/** Answers pings, echoes chat, and publishes to all. */
export function serveWebSockets(http: Server): WebSocketsServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536 });
  let received = 0;

  const server: WebSocketsServer = {
    get received() {
      return received;
    },
    refusing: false,
    frozen: false,
    publish: (text) => {
      if (!server.frozen) for (const client of sockets.clients) client.send(text);
    },
    cut: () => {
      for (const client of sockets.clients) client.terminate();
    },
  };

  http.on('upgrade', (request, socket, head) => {
    if (server.refusing) return socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket));
  });

  const serve = (webSocket: WebSocket): void => {
    webSocket.on('error', () => {});
    webSocket.on('message', (data) => {
      const decoded = registry.decode(String(data));
      if (server.frozen || decoded._tag === 'Left') return;
      const message = decoded.right;
      if (message.type === 'ping')
        webSocket.send(registry.encode(registry.create('pong', undefined, { id: message.id })));
      if (message.type === 'chat') {
        received += 1;
        webSocket.send(registry.encode(message));
      }
    });
  };
  return server;
}
