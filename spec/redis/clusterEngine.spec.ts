import { clusterEngine } from '../../lib/redis/clusterEngine.js';
import { needing } from '../support/needing.js';
import { redisCluster } from '../support/redisCluster.js';
import type { RedisCluster } from '../support/redisCluster.js';
import { redisPath } from '../support/redisServer.js';
import { released } from '../support/released.js';

needing('redis-server', redisPath !== undefined)('clusterEngine', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await redisCluster();
  }, 30_000);
  afterAll(() => cluster.end());
  const connected = async () => {
    const failures: unknown[] = [];
    const listener = { announcement: () => undefined, failed: (error: unknown) => failures.push(error) };
    // One that is down is no matter, where another answers.
    const engine = clusterEngine(['redis://127.0.0.1:1', ...cluster.urls], { client: {} }, listener);
    released(() => engine.destroy());
    await engine.connect();
    return { engine, failures };
  };

  it('runs a script on the primary of its keys, all of which have it', async () => {
    const { engine, failures } = await connected();
    const digest = await engine.load('return redis.call("SET", KEYS[1], ARGV[1])');

    for (const key of ['a', 'b', 'c', 'd']) await engine.run(digest, [key], ['x']);

    const sizes = await Promise.all(cluster.nodes.map((node) => node.command('DBSIZE')));
    expect((sizes as number[]).filter((size) => size > 0).length).toBeGreaterThan(1);
    expect(failures).toEqual([]);
  });

  it('fails when one of them is silent, whatever the others say', async () => {
    const { engine, failures } = await connected();
    await engine.load('return 1');
    await engine.ping();
    const silent = cluster.nodes[1];
    silent?.freeze();

    const pings = Promise.allSettled([engine.ping(), engine.ping()]);
    silent?.thaw();
    await pings;

    expect(failures).toMatchObject([{ kind: 'heartbeat-timeout' }]);
  });

  it('fails when the link to one breaks, once it is open', async () => {
    const { engine, failures } = await connected();
    await engine.load('return 1');

    await cluster.nodes[2]?.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await cluster.nodes[2]?.until(() => failures.length > 0);
  });
});
