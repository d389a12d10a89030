/**
 * One of several servers on one Redis, in a process of its own: a hub of rxwire, or socket.io with its adapter of Redis streams. Does
 * what it is told, answers each order with where it stands, and ends with the process that started it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { interval, lastValueFrom, mergeMap, range, take } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import { fromWebSocketServer, hub } from 'rxwire/server';
import { Server } from 'socket.io';
import { collectGarbage } from '../support/collectGarbage.js';

export type RedisHubRequest =
  | { readonly serve: 'rxwire' | 'socket.io'; readonly url: string }
  /** So many to the room, one each so many ms, or as fast as it goes. */
  | { readonly publish: number; readonly every?: number }
  | 'standing';

export interface RedisHubAnswer {
  readonly port: number;
  /** Bytes, and what is beside it, after a full collection. */
  readonly heap: number;
}

/** With its time some 200 bytes. */
const data = () => ({
  sent: performance.timeOrigin + performance.now(),
  text: 'a line of text as people write it, '.repeat(3),
  senderId: 'u-17',
});
/** Publications that may be unanswered. */
const atOnce = 64;

const http = createServer();
let publish = (): Promise<unknown> => Promise.reject(new Error('serves nothing yet'));

process.on('disconnect', () => process.exit());
process.on('message', (request: RedisHubRequest) => void obey(request).then(answer));

function answer(): void {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  const { port } = http.address() as AddressInfo;
  process.send?.({ port, heap: heapUsed + external } satisfies RedisHubAnswer);
}

async function obey(request: RedisHubRequest): Promise<unknown> {
  if (request === 'standing') return;
  if ('publish' in request) {
    const { publish: count, every } = request;
    const beats$ = every === undefined ? range(count) : interval(every).pipe(take(count));
    return lastValueFrom(beats$.pipe(mergeMap(() => publish(), atOnce)));
  }
  publish = request.serve === 'rxwire' ? serveHub(request.url) : await serveSocketIo(request.url);
  return new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
}

function serveHub(url: string): () => Promise<unknown> {
  const rooms = hub({ broker: redisBroker({ url }), authorize: () => true });
  fromWebSocketServer({ server: http }).pipe(rooms.serve()).subscribe();
  return () => lastValueFrom(rooms.publish('room', data(), { type: 'chat' }));
}

async function serveSocketIo(url: string): Promise<() => Promise<unknown>> {
  const client = createClient({ url });
  await client.connect();
  const io = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    adapter: createAdapter(client, { onlyPlaintext: true }),
  });
  io.on('connection', (socket) => void socket.join('room'));
  // It answers nothing: as many a turn of the event loop as the other has under way.
  return () => {
    io.to('room').emit('chat', data());
    return new Promise(setImmediate);
  };
}
