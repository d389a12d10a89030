import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { lastValueFrom, mergeMap, range } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import { channelKeys } from '../../lib/redis/channelKeys.js';
import { channelScripts } from '../../lib/redis/channelScripts.js';
import { redisServer } from '../support/redisServer.js';
import type { RedisServer } from '../support/redisServer.js';
import { bundled } from './bundled.js';
import type { ClientsAnswer, ClientsRequest } from './fanoutClients.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';
import type { RedisHubAnswer, RedisHubRequest } from './redisHub.js';

export const name = 'redis';

/** `RXWIRE_BENCH=small` shows that it works; its figures mean nothing. */
const isSmall = process.env.RXWIRE_BENCH === 'small';
const clients = isSmall ? 100 : 1_000;
/** Of each turn. */
const publications = isSmall ? 100 : 200;
const published = isSmall ? 1_000 : 10_000;
const channels = isSmall ? 1_000 : 10_000;
const rounds = isSmall ? 1 : 3;
/** Publications a second where latency is measured, in all, for 5 s. */
const steady = 20;

/** Two servers on one Redis, each a process of its own, as the clients are; and what a channel costs that is only there. */
export async function run(): Promise<readonly (Race | string)[]> {
  const redis = await redisServer();
  try {
    return [...(await publishing(redis)), ...(await fanningOut(redis)), await idling(redis)];
  } finally {
    await redis.end();
  }
}

/** The broker against the script that it runs, called in a loop. */
async function publishing({ url }: RedisServer): Promise<readonly Race[]> {
  const client = createClient({ url });
  await client.connect();
  const sha = await client.scriptLoad(channelScripts.publish.text);
  const keys = channelKeys('bare', 'a');
  const body = JSON.stringify({
    type: 'chat',
    data: { text: 'a line of text as people write it, '.repeat(4) },
  });
  const options = {
    keys: [keys.position, keys.history, keys.order, keys.latest, keys.id],
    arguments: [body, 'e', '1', '100', '300000', '0', '0', '86400000', 'PUBLISH', keys.published],
  };
  const broker = redisBroker({ url, linger: 100 });
  const link = broker.lifecycle$.subscribe();
  const racing = (atOnce: number): Promise<Race> => {
    const each = (one: () => unknown) => async (): Promise<Turn> => {
      await lastValueFrom(range(published).pipe(mergeMap(() => one() as Promise<unknown>, atOnce)));
      return { operations: published };
    };
    return race({
      title: `redis: publications, ${atOnce} at a time`,
      baseline: 'the script in a loop',
      contestants: [
        { name: 'the script in a loop', run: each(() => client.evalSha(sha, options)) },
        { name: 'redisBroker', run: each(() => broker.publish('a', body)) },
      ],
      rounds: isSmall ? 1 : 7,
      warmUp: 1,
    });
  };
  try {
    return [await racing(1), await racing(64)];
  } finally {
    link.unsubscribe();
    client.destroy();
  }
}

async function ask<T>(child: ChildProcess, request: RedisHubRequest | ClientsRequest): Promise<T> {
  const answer = once(child, 'message');
  child.send(request);
  return ((await answer) as [T])[0];
}

async function ended(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    const exit = once(child, 'exit');
    child.disconnect();
    await exit;
  }
}

const doors = {
  rxwire: {
    path: '/',
    hello: [subscribe({ channel: 'room' })],
    ready: '"subscribed"',
  },
  'socket.io': { path: '/socket.io/?EIO=4&transport=websocket', hello: ['40'], ready: '40{' },
};

function subscribe(what: object): string {
  return JSON.stringify({ type: 'systemMessage', id: 'r', data: { action: 'subscribe', ...what } });
}

/** Two servers, and half of the clients at each. */
async function audience(kind: 'rxwire' | 'socket.io', url: string) {
  const file = await bundled('redisHub.ts');
  const crowd = await bundled('fanoutClients.ts');
  const hubs = [fork(file), fork(file)];
  const crowds = [fork(crowd), fork(crowd)];
  const ports: number[] = [];
  for (const [index, hub] of hubs.entries()) {
    const { port } = await ask<RedisHubAnswer>(hub, { serve: kind, url });
    ports.push(port);
    await ask(crowds[index] as ChildProcess, { connect: clients / 2, port, ...doors[kind] });
  }
  /** Resolves when each client has each publication. */
  const deliver = async (count: number, every?: number): Promise<readonly number[]> => {
    const all = crowds.map((each, index) =>
      ask<ClientsAnswer>(each, { port: Number(ports[index]), expect: (count * clients) / 2 }),
    );
    await Promise.all(hubs.map((hub) => ask(hub, { publish: count / 2, ...(every && { every }) })));
    return (await Promise.all(all)).flatMap(({ latencies }) => latencies);
  };
  return { deliver, close: () => ended([...hubs, ...crowds]) };
}

async function fanningOut({ url }: RedisServer): Promise<readonly (Race | string)[]> {
  const names = ['socket.io', 'rxwire'] as const;
  const [theirs, ours] = [await audience('socket.io', url), await audience('rxwire', url)];
  const title = (name: string): string =>
    name === 'rxwire' ? 'rxwire hubs' : 'socket.io, Redis streams adapter';
  try {
    const speed = await race({
      title: `redis: publications through two servers to ${clients} clients`,
      baseline: title('socket.io'),
      contestants: names.map((each) => ({
        name: title(each),
        run: async () => {
          await (each === 'rxwire' ? ours : theirs).deliver(publications);
          return { operations: publications };
        },
      })),
      rounds,
      warmUp: 1,
    });
    const rows: string[] = [];
    for (const each of names) {
      const latencies = await (each === 'rxwire' ? ours : theirs).deliver(steady * 5, 2_000 / steady);
      const sorted = Float64Array.from(latencies).sort();
      const at = (share: number): string =>
        `${(sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1)} ms`;
      rows.push(`  ${title(each).padEnd(34)} p50 ${at(0.5)}, p99 ${at(0.99)}`);
    }
    const what = `redis: from publish to client, ${steady} publications a second through two servers to ${clients} clients`;
    return [speed, [what, ...rows].join('\n')];
  } finally {
    await theirs.close();
    await ours.close();
  }
}

/** 100 connections that observe one channel each, and 100 that observe many. */
async function idling(redis: RedisServer): Promise<string> {
  const [hub, crowd] = [fork(await bundled('redisHub.ts')), fork(await bundled('fanoutClients.ts'))];
  const memory = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(String(await redis.command('INFO', 'memory')))?.[1]);
  const standing = async () => ({ ...(await ask<RedisHubAnswer>(hub, 'standing')), redis: await memory() });
  const connections = 100;
  try {
    const { port } = await ask<RedisHubAnswer>(hub, { serve: 'rxwire', url: redis.url });
    let count = 0;
    const observe = async (each: number): Promise<Awaited<ReturnType<typeof standing>>> => {
      for (let n = 0; n < connections; n++) {
        const names = Array.from({ length: each }, () => ({ channel: `idle:${count++}` }));
        const hello = [subscribe({ channels: names })];
        await ask(crowd, { connect: 1, port, path: '/', hello, ready: '"subscribed"' });
      }
      return standing();
    };
    const start = await standing();
    const one = await observe(1);
    const many = await observe(1 + channels / connections);
    const cost = (bytes: (of: typeof start) => number): string => {
      const extra = bytes(many) - bytes(one) - (bytes(one) - bytes(start));
      return Math.round(extra / channels).toLocaleString('en');
    };
    return (
      `redis: ${channels.toLocaleString('en')} idle channels more: ${cost(({ heap }) => heap)} bytes each of the hub's heap, ` +
      `${cost(({ redis: bytes }) => bytes)} in Redis`
    );
  } finally {
    await ended([hub, crowd]);
  }
}
