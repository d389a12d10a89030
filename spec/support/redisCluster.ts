import { freePort, redisServer } from './redisServer.js';
import type { RedisServer } from './redisServer.js';

/** Three primaries that share the slots of a cluster. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  readonly urls: readonly string[];
  end(): Promise<void>;
}

const slots = ['0', '5460', '5461', '10922', '10923', '16383'];

export async function redisCluster(): Promise<RedisCluster> {
  const buses = await Promise.all([freePort(), freePort(), freePort()]);
  const nodes = await Promise.all(
    buses.map((bus) => redisServer('--cluster-enabled', 'yes', '--cluster-port', String(bus))),
  );
  const first = nodes[0] as RedisServer;
  for (const [n, node] of nodes.entries()) {
    await node.command('CLUSTER', 'ADDSLOTSRANGE', ...slots.slice(n * 2, n * 2 + 2));
    if (n > 0) await first.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(buses[n]));
  }
  for (const node of nodes) {
    await node.until(async () => {
      const info = String(await node.command('CLUSTER', 'INFO'));
      return (
        /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info) && /cluster_size:3/.test(info)
      );
    });
  }
  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    end: async () => void (await Promise.all(nodes.map((node) => node.end()))),
  };
}
