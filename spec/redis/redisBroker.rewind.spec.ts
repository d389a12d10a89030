import { firstValueFrom } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import type { RedisBrokerConfig } from 'rxwire/redis';
import { needing } from '../support/needing.js';
import { faultProxy } from '../support/faultProxy.js';
import { redisPath, redisServer } from '../support/redisServer.js';
import type { RedisServer } from '../support/redisServer.js';
import { released } from '../support/released.js';
import { hubOnRedis, impatient } from './hubOnRedis.js';
import { issuedOffsets } from './issuedOffsets.js';

const texts = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}${n}`);

async function started(...settings: string[]): Promise<RedisServer> {
  const server = await redisServer(...settings);
  released(() => server.end());
  return server;
}

/** Follows another Redis by way of a proxy, and has all that it has. */
async function replicaOf(primary: RedisServer): Promise<{ replica: RedisServer; cut(): void }> {
  const replica = await started();
  const proxy = await faultProxy(primary.port);
  await replica.command('REPLICAOF', '127.0.0.1', new URL(proxy.url).port);
  await replica.until(async () =>
    /master_link_status:up/.test(String(await replica.command('INFO', 'replication'))),
  );
  return { replica, cut: () => proxy.silence() };
}
async function synced(primary: RedisServer): Promise<void> {
  await primary.command('WAIT', '1', '0');
}

needing('redis-server', redisPath !== undefined)('a Redis that was set back', () => {
  /** The same story for each way of binding an epoch: publishes, goes back to a snapshot, publishes others. */
  const restored = async (config: RedisBrokerConfig) => {
    const redis = await started();
    const broker = redisBroker({ ...impatient, ...config, url: redis.url });
    const offsets = issuedOffsets();
    await offsets.publish(broker, ...texts('kept ', 10));
    await redis.command('SAVE');
    await redis.files.keep();
    const before = await offsets.publish(broker, ...texts('lost ', 10));
    await redis.kill();
    await redis.files.restore();
    await redis.start();
    const after = await offsets.publish(broker, ...texts('other ', 10));
    return { before, after, twice: offsets.twice };
  };

  it('is of another epoch when an RDB snapshot was restored', async () => {
    const { before, after, twice } = await restored({});

    expect(after).not.toBe(before);
    expect(twice).toEqual([]);
  }, 20_000);

  it('would issue ten offsets again, were the epoch kept beside the data', async () => {
    const { before, after, twice } = await restored({ epoch: 'data' });

    expect(after).toBe(before);
    expect(twice).toHaveLength(10);
    expect(twice[0]).toMatch(/:11 was lost 0, is other 0$/);
  }, 20_000);

  it('tells a client that looks on of the gap, and goes on', async () => {
    const redis = await started();
    const { seen, sees, publish } = await hubOnRedis({ url: redis.url });
    await publish('kept');
    await redis.command('SAVE');
    await redis.files.keep();
    await publish('lost');
    await sees('lost');
    await redis.kill();
    await redis.files.restore();
    await redis.start();

    await publish('other');
    await sees('gap: epoch');
    await publish('last');
    await sees('last');

    expect(seen.slice(seen.indexOf('lost'))).toEqual([
      'lost',
      'gap: epoch',
      ...(seen.includes('other') ? ['other'] : []),
      'last',
    ]);
  }, 20_000);

  it('is of another epoch when a replica that lagged behind was promoted, and again when one fails back without a restart', async () => {
    const first = await started();
    const { replica: second, cut } = await replicaOf(first);
    let at = first.url;
    const broker = redisBroker({ ...impatient, url: () => at });
    const offsets = issuedOffsets();
    const epochs = [await offsets.publish(broker, ...texts('both ', 10))];
    await synced(first);
    cut();
    await offsets.publish(broker, ...texts('lost ', 10));

    // Behind the cut the second is made primary; the first still runs, and keeps what the second never had.
    await second.command('REPLICAOF', 'NO', 'ONE');
    at = second.url;
    await first.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    epochs.push(await offsets.publish(broker, ...texts('second ', 10)));

    // The first follows the second, and takes over again: neither was restarted.
    await first.command('REPLICAOF', '127.0.0.1', String(second.port));
    await first.until(async () =>
      /master_link_status:up/.test(String(await first.command('INFO', 'replication'))),
    );
    await synced(second);
    const unseen = await offsets.publish(broker, ...texts('third ', 5));
    await first.command('REPLICAOF', 'NO', 'ONE');
    at = first.url;
    await second.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    epochs.push(await offsets.publish(broker, ...texts('first ', 10)));

    expect(unseen).toBe(epochs[1]);
    expect(new Set(epochs).size).toBe(3);
    expect(offsets.twice).toEqual([]);
  }, 30_000);

  it('is of another epoch for who comes back to a primary that was left, and the same for who never left it', async () => {
    const first = await started();
    const { replica: second, cut } = await replicaOf(first);
    let at = first.url;
    const stays = redisBroker({ ...impatient, url: first.url });
    const goes = redisBroker({ ...impatient, url: () => at });
    const offsets = issuedOffsets();
    const one = await offsets.publish(goes, 'a', 'b');
    await synced(first);
    cut();
    await second.command('REPLICAOF', 'NO', 'ONE');
    at = second.url;
    await first.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

    const two = await offsets.publish(goes, 'c', 'd');
    expect(await offsets.publish(stays, 'e', 'f')).toBe(one);
    at = first.url;
    await second.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

    expect(two).not.toBe(one);
    expect(await offsets.publish(goes, 'g')).toBe(one);
    expect((await firstValueFrom(goes.history('a', 0, 10))).items.map(({ body }) => body)).toEqual([
      'a',
      'b',
      'e',
      'f',
      'g',
    ]);
    expect(offsets.twice).toEqual([]);
  }, 30_000);
});
