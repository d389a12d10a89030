/**
 * A hub on Redis, in a process of its own that can be killed: WebSockets at /realtime, event streams and publishing at /events. It does
 * what the process that started it says, and ends with it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { redisBroker } from 'rxwire/redis';
import { fromWebSocketServer, hub } from 'rxwire/server';

/** `serve`, once: on this port, over this Redis. `standing`: how it is. */
export type RedisHubOrder =
  | {
      readonly serve: {
        readonly port: number;
        readonly url: string;
        /** As of `redisBroker`, for both of its links, in ms. */
        readonly commandTimeout: number;
      };
    }
  | 'standing';

/** The answer to each order. */
export interface RedisHubStanding {
  readonly port: number;
  /** Whether Redis is in reach. */
  readonly isReady: boolean;
  readonly connections: number;
}

let standing = (): RedisHubStanding => ({ port: 0, isReady: false, connections: 0 });
const answer = (): void => void process.send?.(standing());

process.on('disconnect', () => process.exit());
process.on('message', (order: RedisHubOrder) => {
  if (order === 'standing') answer();
  else serve(order.serve);
});

function serve({ port, url, commandTimeout }: Extract<RedisHubOrder, object>['serve']): void {
  const broker = redisBroker({
    url,
    historySize: 1_000_000,
    historyTtl: 3_600_000,
    commandTimeout,
    probeInterval: commandTimeout,
  });
  const rooms = hub({
    broker,
    authorize: () => true,
    recoveryLimit: 20_000,
    tailBytes: 16_777_216,
    requestRate: 10_000,
    requestBurst: 10_000,
  });
  broker.lifecycle$.subscribe();
  const handle = rooms.handler();
  const http = createServer((request, response) => void handle(request, response));
  fromWebSocketServer({ server: http, path: '/realtime' }).pipe(rooms.serve()).subscribe();
  http.listen(port, '127.0.0.1', () => {
    standing = () => ({
      port: (http.address() as AddressInfo).port,
      isReady: broker.isReady,
      connections: rooms.connections,
    });
    answer();
  });
}
