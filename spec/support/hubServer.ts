import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReplaySubject, Subject, filter, firstValueFrom, map, scan } from 'rxjs';
import type { Observable } from 'rxjs';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
import type { ClientConnection, HttpHandlerConfig, Hub, HubConfig, HubEvent } from 'rxwire/server';
import { WebSocket } from 'ws';
import { recorded } from './recorded.js';
import type { Recorded } from './recorded.js';
import { released } from './released.js';

/** A hub on a server that has pages of its own. */
export interface HubServer {
  /** Of the hub's WebSockets. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  readonly served: Hub;
  readonly events: Recorded<HubEvent>;
  /** What happens to clients over HTTP. */
  readonly httpEvents: Recorded<HubEvent>;
}

export interface HubServerConfig extends Partial<HubConfig> {
  /** Looks at each connection on its way to the hub. */
  readonly passing?: (connection: ClientConnection) => ClientConnection;
  readonly origins?: HttpHandlerConfig['origins'];
}

/**
 * Serves a hub at `/hub`, `/events` and `/publish` on a free port of 127.0.0.1, and a page everywhere else; everything is
 * allowed. Gone after the test.
 */
export async function hubServer({
  passing,
  origins = [],
  ...config
}: HubServerConfig = {}): Promise<HubServer> {
  const served = hub({
    broker: memoryBroker({ historySize: 1_000 }),
    authorize: () => true,
    // All clients of a spec are nobody, at one address.
    postRate: Infinity,
    ...config,
  });
  const happened$ = new Subject<HubEvent>();
  const httpEvents = recorded(happened$);
  const handle = served.handler({ origins, onEvent: (event) => happened$.next(event) });
  const server = createServer((request, response) => {
    if (/^\/(events|publish)\b/.test(request.url ?? '')) handle(request, response);
    else response.end('page');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const events = recorded(
    fromWebSocketServer({ server, path: '/hub', closeTimeout: 100 }).pipe(
      map((connection) => passing?.(connection) ?? connection),
      served.serve(),
    ),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}/hub`, port, server, served, events, httpEvents };
}

/** A message of the hub's, as far as specs look at it. */
export interface Heard {
  readonly type: string;
  readonly id?: string;
  readonly channel?: string;
  readonly offset?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A bare client of `ws`. */
export interface HubClient {
  readonly socket: WebSocket;
  readonly heard: readonly Heard[];
  /** The first message, past or to come, that fits. */
  hear(fits: (message: Heard) => boolean): Promise<Heard>;
  /** Resolves when so many publications have come. */
  hasPublications(count: number): Promise<readonly Heard[]>;
  /** Resolves with the close frame's words. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Dials the hub and says these messages; gone after the test. */
export async function hubClient(url: string, ...messages: readonly string[]): Promise<HubClient> {
  const socket = new WebSocket(url);
  released(() => socket.terminate());
  const heard: Heard[] = [];
  const heard$ = new ReplaySubject<Heard>();
  socket.on('error', () => {});
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Heard;
    heard.push(message);
    heard$.next(message);
  });
  const closed = once(socket, 'close').then(([code, reason]: unknown[]) => ({
    code: code as number,
    reason: String(reason),
  }));
  await once(socket, 'open');
  for (const message of messages) socket.send(message);

  const first = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$);
  return {
    socket,
    heard,
    hear: (fits) => first(heard$.pipe(filter(fits))),
    hasPublications: (count) =>
      first(
        heard$.pipe(
          filter(isPublication),
          scan((all, message) => [...all, message], [] as readonly Heard[]),
          filter(({ length }) => length === count),
        ),
      ),
    closed,
  };
}

export function isPublication({ offset }: Heard): boolean {
  return offset !== undefined;
}
export function isReplyTo(id: string): (message: Heard) => boolean {
  return (message) => message.id === id && message.offset === undefined;
}
