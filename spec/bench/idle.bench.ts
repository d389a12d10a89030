import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { firstValueFrom, timer } from 'rxjs';
import { bundled } from './bundled.js';
import type { ClientsRequest } from './fanoutClients.js';
import type { IdleStanding } from './idleHub.js';

export const name = 'idle';

const clients = 5_000;

/** Memory of a hub for each client that is connected, observes one channel, and does nothing; beside it that of bare `ws`. */
export async function run(): Promise<readonly string[]> {
  return [
    await costOf('idleWs.ts', 'of bare ws', () => 'room'),
    await costOf('idleHub.ts', 'all of one channel', () => 'room'),
    await costOf('idleHub.ts', 'each of a channel of its own', (n) => `room:${n}`),
  ];
}

async function costOf(program: string, which: string, channelOf: (n: number) => string): Promise<string> {
  const execArgv = ['--import', 'tsx'];
  const hub = fork(await bundled(program));
  const crowd = fork(join(import.meta.dirname, 'fanoutClients.ts'), { execArgv });
  try {
    const before = await standing(hub);
    const { port } = before;
    const hello = (n: number): string[] => [
      JSON.stringify({
        type: 'systemMessage',
        id: 'r',
        data: { action: 'subscribe', channel: channelOf(n) },
      }),
    ];
    const rounds = channelOf(0) === channelOf(1) ? 1 : clients;
    for (let n = 0; n < rounds; n++) {
      const connect = clients / rounds;
      crowd.send({
        connect,
        port,
        path: '/',
        hello: hello(n),
        ready: '"subscribed"',
      } satisfies ClientsRequest);
      await once(crowd, 'message');
    }
    await firstValueFrom(timer(2_000));
    const after = await standing(hub);
    const each = (bytes: (of: IdleStanding) => number): string =>
      `${((bytes(after) - bytes(before)) / after.connections / 1_024).toFixed(1)} KiB`;
    const { connections, channels } = after;
    return (
      `${connections} idle connections, ${which} (${channels}): ` +
      `${each(({ rss }) => rss)} of RSS each, ${each(({ heap }) => heap)} of it in the heap and beside it`
    );
  } finally {
    for (const child of [hub, crowd]) {
      child.disconnect();
      await once(child, 'exit');
    }
  }
}

async function standing(hub: ChildProcess): Promise<IdleStanding> {
  hub.send('standing');
  return ((await once(hub, 'message')) as [IdleStanding])[0];
}
