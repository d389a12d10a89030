import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lastValueFrom, merge } from 'rxjs';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
import { Server } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { cpuTime } from './cpuTime.js';
import type { ClientsRequest } from './fanoutClients.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';

export const name = 'fanout';

const baseline = 'ws, one string, send each';
/** Some 200 bytes of text in each publication. */
const data = { text: 'a line of text as people write it, '.repeat(3), senderId: 'u-17' };

interface Audience {
  readonly port: number;
  /** Publishes so many in one turn of the event loop. */
  publish(count: number): Promise<unknown>;
  close(): void;
}

/** CPU time of the server for each delivery; the clients are a process of their own. */
export async function run(): Promise<readonly Race[]> {
  const races: Race[] = [];
  for (const clients of [100, 1_000, 5_000]) races.push(...(await racesFor(clients)));
  return races;
}

async function racesFor(clients: number): Promise<readonly Race[]> {
  const child = fork(join(import.meta.dirname, 'fanoutClients.ts'));
  const ask = async (request: ClientsRequest): Promise<void> => {
    child.send(request);
    await once(child, 'message');
  };
  const bare = await bareWs();
  const ours = await rxwireHub();
  const socketIo = await socketIoRoom();
  const subscribe = JSON.stringify({
    type: 'systemMessage',
    id: 'r1',
    data: { action: 'subscribe', channel: 'room' },
  });
  try {
    await ask({ connect: clients, port: bare.port, path: '/', hello: [], ready: 'welcome' });
    await ask({ connect: clients, port: ours.port, path: '/', hello: [subscribe], ready: '"subscribed"' });
    const path = '/socket.io/?EIO=4&transport=websocket';
    await ask({ connect: clients, port: socketIo.port, path, hello: ['40'], ready: '40{' });

    const deliver = (audience: Audience, atOnce: number) => async (): Promise<Turn> => {
      const turns = Math.ceil(50_000 / clients / atOnce);
      const operations = turns * atOnce * clients;
      const all = ask({ port: audience.port, expect: operations });
      const started = cpuTime();
      for (let turn = 0; turn < turns; turn++) {
        await audience.publish(atOnce);
        await new Promise(setImmediate);
      }
      await all;
      return { operations, elapsed: cpuTime() - started };
    };
    const contestants = (atOnce: number) => [
      { name: baseline, run: deliver(bare, atOnce) },
      { name: 'rxwire hub', run: deliver(ours, atOnce) },
      { name: 'socket.io room', run: deliver(socketIo, atOnce) },
    ];
    const title = (how: string): string =>
      `fanout, ${clients} clients, ${how}: deliveries by CPU time of the server`;
    return [
      await race({
        title: title('one publication a turn'),
        baseline,
        contestants: contestants(1),
        rounds: 5,
      }),
      await race({ title: title('eight a turn'), baseline, contestants: contestants(8), rounds: 5 }),
    ];
  } finally {
    child.disconnect();
    await once(child, 'exit');
    for (const audience of [bare, ours, socketIo]) audience.close();
  }
}

async function bareWs(): Promise<Audience> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.send('welcome');
  });
  let offset = 0;
  return {
    port: (server.address() as AddressInfo).port,
    publish: async (count) => {
      for (let published = 0; published < count; published++) {
        offset += 1;
        const timestamp = new Date().toISOString();
        const text = JSON.stringify({
          type: 'chat',
          id: `m-${offset}`,
          timestamp,
          channel: 'room',
          data,
          offset,
        });
        for (const socket of server.clients) if (socket.readyState === WebSocket.OPEN) socket.send(text);
      }
    },
    close: () => server.close(),
  };
}

async function rxwireHub(): Promise<Audience> {
  const http = createServer();
  const room = hub({ broker: memoryBroker(), authorize: () => true });
  const serving = fromWebSocketServer({ server: http }).pipe(room.serve()).subscribe();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    publish: (count) =>
      lastValueFrom(
        merge(...Array.from({ length: count }, () => room.publish('room', data, { type: 'chat' }))),
      ),
    close: () => {
      serving.unsubscribe();
      http.close();
    },
  };
}

async function socketIoRoom(): Promise<Audience> {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  let offset = 0;
  io.on('connection', (socket) => void socket.join('room'));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    publish: async (count) => {
      for (let published = 0; published < count; published++) {
        offset += 1;
        const timestamp = new Date().toISOString();
        io.to('room').emit('chat', { id: `m-${offset}`, timestamp, channel: 'room', data, offset });
      }
    },
    close: () => void io.close(),
  };
}
