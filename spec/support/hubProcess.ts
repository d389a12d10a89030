/**
 * A hub that can be killed, in a process of its own: publishes its own numbers on the channel `a` to WebSockets at /realtime and event
 * streams at /events. It does what the process that started it says, and ends with it.
 */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Subscription, asyncScheduler, interval, mergeMap, range } from 'rxjs';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';

/** `serve`: begins a hub without a past. `cut`: breaks every link. `end`: the same, and the hub with its memory is gone. */
export type HubOrder =
  | { readonly serve: { readonly port: number; readonly run: number; readonly rate: number } }
  | 'cut'
  | 'pause'
  | 'end';

/** The answer to each order: where it serves, and how many publications there have been in this run. */
export interface HubAnswer {
  readonly port: number;
  readonly published: number;
}

const sockets = new Set<Socket>();
let serving = new Subscription();
let publishing = new Subscription();
let port = 0;
let published = 0;

process.on('disconnect', () => process.exit());
process.on('message', (order: HubOrder) => {
  const answer = (): void => void process.send?.({ port, published } satisfies HubAnswer);
  if (typeof order === 'object') return serve(order.serve, answer);
  if (order !== 'cut') publishing.unsubscribe();
  if (order !== 'pause') for (const socket of sockets) socket.resetAndDestroy();
  if (order === 'end') serving.unsubscribe();
  else answer();
  if (order === 'end') setImmediate(answer);
});

function serve(
  { port: wanted, run, rate }: { readonly port: number; readonly run: number; readonly rate: number },
  answer: () => void,
): void {
  const rooms = hub({
    broker: memoryBroker({ historySize: 20_000 }),
    authorize: () => true,
    // Who posts here has no name and one address.
    postRate: Infinity,
    recoveryLimit: 20_000,
    tailBytes: 16_777_216,
  });
  const handle = rooms.handler();
  const http = createServer((request, response) => void handle(request, response));
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  serving = fromWebSocketServer({ server: http, path: '/realtime' }).pipe(rooms.serve()).subscribe();
  serving.add(() => http.close());
  published = 0;
  http.listen(wanted, '127.0.0.1', () => {
    port = (http.address() as AddressInfo).port;
    const started = asyncScheduler.now();
    publishing = interval(4)
      .pipe(
        mergeMap(() =>
          range(published + 1, Math.floor(((asyncScheduler.now() - started) / 1_000) * rate) - published),
        ),
        mergeMap((n) => rooms.publish('a', { run, n: (published = n) })),
      )
      .subscribe();
    answer();
  });
}
