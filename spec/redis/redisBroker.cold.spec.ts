import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { firstValueFrom, timer } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import { needing } from '../support/needing.js';
import { recorded } from '../support/recorded.js';
import { redisOfTheseTests, redisPath } from '../support/redisServer.js';

needing('redis-server', redisPath !== undefined)('redisBroker, cold', () => {
  const redis = redisOfTheseTests();
  const links = async (): Promise<number> =>
    String(await redis.current.command('CLIENT', 'LIST')).split('name=cold ').length - 1;
  const made = () => redisBroker({ url: redis.current.url, client: { name: 'cold' }, linger: 50 });

  it('dials when it is needed, twice at most however many channels there are, and ends after the linger', async () => {
    const broker = made();
    await firstValueFrom(timer(20));
    expect(await links()).toBe(0);

    const channels = Array.from({ length: 300 }, (_, n) => recorded(broker.subscribe(`c${n}`)));
    await Promise.all(channels.map((each) => each.first(({ kind }) => kind === 'live')));
    expect(await links()).toBe(1);
    await Promise.all(channels.map((_, n) => firstValueFrom(broker.publish(`c${n}`, 'x'))));
    expect(await links()).toBe(2);
    for (const { subscription } of channels) subscription.unsubscribe();

    await redis.current.until(async () => (await links()) === 0);
  });

  it('leaves no channel at Redis when nobody listens', async () => {
    const broker = made();
    const a = recorded(broker.subscribe('a'));
    const b = recorded(broker.subscribe('b'));
    await Promise.all([a, b].map((each) => each.first(({ kind }) => kind === 'live')));
    const heard = (): Promise<unknown> => redis.current.command('PUBSUB', 'CHANNELS', 'rxwire:*');
    expect(await heard()).toHaveLength(2);

    a.subscription.unsubscribe();

    await redis.current.until(async () => ((await heard()) as unknown[]).length === 1);
  });

  it('lets a process end by itself', async () => {
    const script = `
      import { firstValueFrom } from 'rxjs';
      import { redisBroker } from './lib/redis/index.ts';
      const broker = redisBroker({ url: '${redis.current.url}', linger: 20 });
      const heard = broker.subscribe('x').subscribe();
      await firstValueFrom(broker.publish('x', 'y'));
      heard.unsubscribe();
      console.log('left');
    `;
    const args = ['--import', 'tsx', '--input-type', 'module', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 15_000 });
    const said: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));

    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said.join('')).toBe('left\n');
  }, 20_000);
});
