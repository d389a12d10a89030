import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Subject, Subscription, lastValueFrom, mergeMap, range, tap } from 'rxjs';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
import type { HubEvent, HubMetrics } from 'rxwire/server';
import { collectGarbage } from '../../support/collectGarbage.js';

/** Where a hub under attack is to be reached. */
export interface Target {
  /** WebSockets at `/hub?user=…` and `/deflated`, event streams at `/events`, publishing at `/publish`. */
  readonly port: number;
  /** Of a server of its own, which gives a handshake half a second. */
  readonly strictPort: number;
}

/** How it stands. What is left over from a client is seen here. */
export interface Standing extends Pick<
  HubMetrics,
  'connections' | 'channels' | 'subscriptions' | 'cuts' | 'refused' | 'queuedBytes'
> {
  /** Sockets that the server on `port` holds. */
  readonly sockets: number;
  /** Bytes after a full collection. */
  readonly heap: number;
  readonly rss: number;
  /** The most that has waited for one client. */
  readonly longestQueue: number;
  /** Words of events that would end or move a line of a log, or are longer than 300 characters. */
  readonly unfitWords: readonly string[];
}

/** A hub as it is meant to be run, on ports of its own. */
export interface RunningTarget extends Target {
  standing(): Promise<Standing>;
  close(): Promise<void>;
}

const eol = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Some of what is published at once when a flood is asked for. */
const flood = { pad: 'x'.repeat(32_768) };

export async function startTarget(): Promise<RunningTarget> {
  const serving = new Subscription();
  const unfitWords: string[] = [];
  let longestQueue = 0;
  const rooms = hub({
    broker: memoryBroker(),
    authenticate: ({ request }) => ({
      user: new URL(request?.url ?? '', 'http://x').searchParams.get('user') ?? '',
    }),
    authorize: ({ channel, identity }) =>
      !channel.startsWith('private:') || channel === `private:${identity.user}`,
    maxPending: 262_144,
    pingInterval: 1_000,
    pongTimeout: 1_000,
  });
  const watch = (event: HubEvent): void => {
    for (const word of wordsOf(event)) if (eol.test(word) || word.length > 300) unfitWords.push(word);
  };
  const handle = rooms.handler({ origins: ['https://app.example'], onEvent: watch });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (pathname === '/events' || pathname === '/publish') handle(request, response);
    else if (pathname === '/flood') {
      const channel = searchParams.get('channel') ?? '';
      const publish$ = range(Number(searchParams.get('count'))).pipe(
        mergeMap(() => rooms.publish(channel, flood)),
        tap(() => (longestQueue = Math.max(longestQueue, rooms.metrics.snapshot().longestQueue))),
      );
      void lastValueFrom(publish$).then(() => response.end());
    } else response.writeHead(404).end();
  });
  const strict$ = new Subject<number>();
  const shared = { origins: ['https://app.example'], closeTimeout: 200 };
  const strictPort = new Promise<number>((resolve) => strict$.subscribe(resolve));
  for (const connections$ of [
    fromWebSocketServer({ server, path: '/hub', ...shared }),
    fromWebSocketServer({ server, path: '/deflated', perMessageDeflate: { threshold: 0 }, ...shared }),
    fromWebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handshakeTimeout: 500,
      onListening: ({ port }) => strict$.next(port),
      ...shared,
    }),
  ]) {
    serving.add(connections$.pipe(rooms.serve()).subscribe(watch));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    strictPort: await strictPort,
    standing: async () => {
      collectGarbage();
      const { rss, heapUsed, external } = process.memoryUsage();
      const { connections, channels, subscriptions, cuts, refused, queuedBytes } = rooms.metrics.snapshot();
      const sockets = await socketsOf(server);
      return {
        connections,
        channels,
        subscriptions,
        cuts,
        refused,
        queuedBytes,
        sockets,
        heap: heapUsed + external,
        rss,
        longestQueue,
        unfitWords,
      };
    },
    close: async () => {
      serving.unsubscribe();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function socketsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}

/** Every text of an event, those of an error it tells of included. */
function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Error) return [value.message];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}
