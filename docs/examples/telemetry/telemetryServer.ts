import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable, Subscription, interval, takeUntil, timer } from 'rxjs';
import { telemetryReader } from './readTelemetry.js';
import { codec, registry } from './registry.js';
import { serveEvents } from './serveEvents.js';
import type { EventCut } from './serveEvents.js';
import { serveWebSockets } from './serveWebSockets.js';

/** A server to try the clients against, and the ways to trouble it. */
export interface TelemetryServer {
  /** Where it speaks WebSocket. */
  readonly url: string;
  /** Where it answers with an event stream. */
  readonly eventsUrl: string;
  /** Chat messages received so far. */
  readonly received: number;
  /** Cuts every WebSocket without a goodbye, and refuses dials for so many ms. */
  cut(refuseFor: number): void;
  /** Answers no ping and publishes nothing to WebSockets for so many ms, with the connections open: a peer that went silent. */
  freeze(duration: number): void;
  /** Cuts the event streams in the middle of the next event. Cold. */
  cutInEvent(): Observable<EventCut>;
  close(): Promise<void>;
}

/**
 * Publishes this machine's telemetry every `every` ms on a free port of 127.0.0.1, over WebSockets and over event streams,
 * whose clients it asks to wait `retry` ms before they come back.
 */
export async function telemetryServer({ every = 250, retry = 1_000 } = {}): Promise<TelemetryServer> {
  const events = serveEvents({ retry: Math.round(retry) });
  const http = createServer((request, response) => {
    if (request.url === '/events') events.answer(request, response);
    else response.writeHead(426).end('Upgrade Required');
  });
  const sockets = serveWebSockets(http);
  const reader = telemetryReader();
  const running = new Subscription();

  running.add(
    interval(every).subscribe((count) => {
      const message = registry.create('telemetry', reader.read(), { id: String(count + 1) });
      sockets.publish(registry.encode(message));
      events.publish(codec.toEvent(message));
    }),
  );
  const during = (duration: number, set: (on: boolean) => void): void => {
    const state$ = new Observable(() => {
      set(true);
      return () => set(false);
    });
    running.add(state$.pipe(takeUntil(timer(duration))).subscribe());
  };

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  return {
    url: `ws://127.0.0.1:${port}`,
    eventsUrl: `http://127.0.0.1:${port}/events`,
    get received() {
      return sockets.received;
    },
    cut: (refuseFor) => {
      sockets.cut();
      during(refuseFor, (on) => (sockets.refusing = on));
    },
    freeze: (duration) => during(duration, (on) => (sockets.frozen = on)),
    cutInEvent: events.cutInEvent,
    close: async () => {
      running.unsubscribe();
      reader.stop();
      sockets.cut();
      events.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
