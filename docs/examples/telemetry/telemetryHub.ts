import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { EMPTY, Subject, Subscription, count, defer, filter, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { fromWebSocketServer, hub } from 'rxwire/server';
import type { Broker, HubEvent } from 'rxwire/server';
import { telemetryReader } from './readTelemetry.js';

/** A hub with two doors that publishes this machine's telemetry. */
export interface TelemetryHub {
  readonly port: number;
  /** Emits once so many subscriptions have been made. Cold. */
  subscribed(times: number): Observable<number>;
  /** Publishes a reading of this machine; nothing once it is dead. Cold. */
  publishReading(): Observable<unknown>;
  /** Ends it as a kill does: every socket breaks at once, and what was in memory is gone. */
  kill(): Promise<void>;
}

/** WebSockets at /realtime, event streams at /events, publishing by POST at /publish; on 127.0.0.1. */
export async function telemetryHub({
  port = 0,
  broker,
}: {
  readonly port?: number;
  readonly broker: Broker;
}): Promise<TelemetryHub> {
  const rooms = hub({
    broker,
    authorize: ({ action, channel }) => action === 'subscribe' || channel.startsWith('chat_'),
    recoveryLimit: 1_000,
    requestRate: 1_000,
    requestBurst: 1_000,
  });
  const happened$ = new Subject<HubEvent>();
  const handle = rooms.handler({ onEvent: (event) => happened$.next(event) });
  const http = createServer((request, response) => {
    if (/^\/(events|publish)\b/.test(request.url ?? '')) handle(request, response);
    else response.writeHead(404).end();
  });
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const reader = telemetryReader();
  const running = new Subscription(reader.stop);
  running.add(
    fromWebSocketServer({ server: http, path: '/realtime' }).pipe(rooms.serve()).subscribe(happened$),
  );
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');

  return {
    port: (http.address() as AddressInfo).port,
    subscribed: (times) =>
      happened$.pipe(
        filter(({ type }) => type === 'subscribed'),
        take(times),
        count(),
      ),
    publishReading: () =>
      defer(() =>
        running.closed ? EMPTY : rooms.publish('telemetry', reader.read(), { type: 'telemetry' }),
      ),
    kill: async () => {
      for (const socket of sockets) socket.resetAndDestroy();
      running.unsubscribe();
      http.close();
      await once(http, 'close');
    },
  };
}
