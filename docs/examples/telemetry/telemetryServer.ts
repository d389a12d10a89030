import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable, Subscription, interval, takeUntil, timer } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { telemetryReader } from './readTelemetry.js';
import { registry } from './registry.js';

/** A server to try the client against, and the ways to trouble it. */
export interface TelemetryServer {
  readonly url: string;
  /** Chat messages received so far. */
  readonly received: number;
  /** Cuts every connection without a goodbye, and refuses dials for so many ms. */
  cut(refuseFor: number): void;
  /** Answers no ping and publishes nothing for so many ms, with the connections open: a peer that went silent. */
  freeze(duration: number): void;
  close(): Promise<void>;
}

/** Publishes this machine's telemetry every `every` ms on a free port of 127.0.0.1; answers pings and echoes chat. */
export async function telemetryServer({ every = 250 } = {}): Promise<TelemetryServer> {
  const http = createServer((_, response) => response.writeHead(426).end('Upgrade Required'));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536 });
  const reader = telemetryReader();
  const running = new Subscription();
  let refusing = false;
  let frozen = false;
  let received = 0;

  http.on('upgrade', (request, socket, head) => {
    if (refusing) return socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket));
  });

  const serve = (webSocket: WebSocket): void => {
    webSocket.on('error', () => {});
    webSocket.on('message', (data) => {
      const decoded = registry.decode(String(data));
      if (frozen || decoded._tag === 'Left') return;
      const message = decoded.right;
      if (message.type === 'ping')
        webSocket.send(registry.encode(registry.create('pong', undefined, { id: message.id })));
      if (message.type === 'chat') {
        received += 1;
        webSocket.send(registry.encode(message));
      }
    });
  };

  running.add(
    interval(every).subscribe(() => {
      if (frozen || sockets.clients.size === 0) return;
      const text = registry.encode(registry.create('telemetry', reader.read()));
      for (const client of sockets.clients) client.send(text);
    }),
  );
  const during = (duration: number, set: (on: boolean) => void): Subscription =>
    new Observable(() => {
      set(true);
      return () => set(false);
    })
      .pipe(takeUntil(timer(duration)))
      .subscribe();

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    cut: (refuseFor) => {
      for (const client of sockets.clients) client.terminate();
      running.add(during(refuseFor, (on) => (refusing = on)));
    },
    freeze: (duration) => {
      running.add(during(duration, (on) => (frozen = on)));
    },
    close: async () => {
      running.unsubscribe();
      reader.stop();
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
