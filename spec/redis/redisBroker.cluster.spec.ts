import { firstValueFrom, timer } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import type { RedisBrokerConfig } from 'rxwire/redis';
import { brokerContract } from '../server/brokerContract.js';
import { needing } from '../support/needing.js';
import { recorded } from '../support/recorded.js';
import { redisCluster } from '../support/redisCluster.js';
import type { RedisCluster } from '../support/redisCluster.js';
import { redisPath } from '../support/redisServer.js';
import { hubOnRedis, impatient } from './hubOnRedis.js';

needing('redis-server', redisPath !== undefined)('redisBroker on a cluster of three', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await redisCluster();
  }, 30_000);
  afterAll(() => cluster.end());
  let count = 0;
  const made = (config: RedisBrokerConfig = {}) =>
    redisBroker({ ...impatient, cluster: cluster.urls, prefix: `c${count++}`, ...config });

  brokerContract('redisBroker on a cluster', (config) => ({
    broker: made(config),
    elapse: (ms) => firstValueFrom(timer(ms)),
  }));

  it('keeps the parts of a channel on one primary, and spreads the channels over all', async () => {
    const broker = made();
    const prefix = `c${count - 1}`;
    const channels = Array.from({ length: 30 }, (_, n) => `room:${n}`);
    for (const channel of channels) {
      await firstValueFrom(broker.publish(channel, 'x', { id: 'm', key: { name: 'k', op: 'set' } }));
    }

    const kept = await Promise.all(cluster.nodes.map((node) => node.command('KEYS', `${prefix}:*`)));

    const perNode = (kept as string[][]).map((keys) => new Set(keys.map((key) => key.replace(/}.*/, ''))));
    expect(perNode.every((rooms) => rooms.size > 0)).toBe(true);
    expect(perNode.reduce((sum, rooms) => sum + rooms.size, 0)).toBe(30);
  });

  it('hears channels of all primaries', async () => {
    const broker = made();
    const channels = Array.from({ length: 30 }, (_, n) => `room:${n}`);
    const heard = channels.map((channel) => recorded(broker.subscribe(channel)));
    await Promise.all(heard.map((each) => each.first(({ kind }) => kind === 'live')));

    for (const channel of channels) await firstValueFrom(broker.publish(channel, channel));

    for (const [n, each] of heard.entries()) {
      expect(await each.first(({ kind }) => kind === 'message')).toMatchObject({
        offset: 1,
        body: `room:${n}`,
      });
    }
  });

  it('one primary killed and started again: what waits leaves once, clients are told of the gap and go on', async () => {
    const { seen, sees, publish } = await hubOnRedis({ cluster: cluster.urls, prefix: 'killed' });
    await publish('x', { id: 'm-x' });
    await sees('x');
    const owner = await ownerOf('killed:{a}:o');

    await owner.kill();
    const meanwhile = publish('y', { id: 'm-y' });
    await owner.start();
    await owner.until(async () => /cluster_state:ok/.test(String(await owner.command('CLUSTER', 'INFO'))));
    const after = await meanwhile;
    await sees('gap: epoch');
    await publish('z', { id: 'm-z' });
    await sees('z');

    expect(after.duplicate).toBe(false);
    expect(seen.filter((each) => each === 'z')).toHaveLength(1);
  }, 30_000);

  it('a channel that moves to another primary: another epoch, and its announcements are heard there', async () => {
    const { sees, publish } = await hubOnRedis(
      { cluster: cluster.urls, prefix: 'moved' },
      { positionCheck: 100 },
    );
    const before = await publish('x', { id: 'm-x' });
    await sees('x');
    const from = await ownerOf('moved:{a}:o');
    const to = cluster.nodes.find((node) => node !== from) as typeof from;
    const slot = String(await from.command('CLUSTER', 'KEYSLOT', 'moved:{a}:o'));
    const ids = new Map(
      await Promise.all(
        [from, to].map(async (n) => [n, String(await n.command('CLUSTER', 'MYID'))] as const),
      ),
    );

    await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids.get(from) as string);
    await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids.get(to) as string);
    const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', slot, '100')) as string[];
    await from.command('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys);
    for (const node of [to, from, ...cluster.nodes])
      await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', ids.get(to) as string);
    const after = await publish('y', { id: 'm-y' });
    await sees('gap: epoch');
    await publish('z', { id: 'm-z' });
    await sees('z');

    expect(after.offset).toBe(before.offset + 1);
    expect(after.epoch).not.toBe(before.epoch);
  }, 30_000);

  async function ownerOf(key: string) {
    for (const node of cluster.nodes) {
      const found = await node.command('EXISTS', key).catch(() => 0);
      if (found === 1) return node;
    }
    throw new Error(`nobody has ${key}`);
  }
});
