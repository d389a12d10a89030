import { createCluster } from 'redis';
import { ConnectionError } from '../core/ConnectionError.js';
import type { RedisBrokerSettings } from './RedisBrokerConfig.js';
import type { EngineListener, RedisEngine } from './RedisEngine.js';

/**
 * A Redis cluster, by the `redis` client: each channel is on one primary, with its announcements.
 *
 * It fails as a whole when one of its primaries does, so that who dials anew learns who has taken that one's place.
 */
export function clusterEngine(
  urls: readonly string[],
  { client: options }: Pick<RedisBrokerSettings, 'client'>,
  { announcement, failed }: EngineListener,
): RedisEngine {
  const cluster = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    defaults: {
      ...options,
      socket: { ...options.socket, connectTimeout: 0, reconnectStrategy: false },
      commandOptions: { ...options.commandOptions, timeout: undefined },
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
    } as typeof options,
    minimizeConnections: true,
  });
  /** Until it is open, a node that is down is no failure: others know what the cluster is. */
  let isOpen = false;
  let isPinging = false;
  const failedOpen = (error: unknown): void => {
    if (isOpen) failed(error);
  };
  cluster.on('error', failedOpen).on('node-error', failedOpen).on('sharded-channel-moved-error', failedOpen);

  return {
    connect: () => cluster.connect(),
    destroy: () => cluster.destroy(),
    load: async (text) => {
      const loads = cluster.masters.map(async (node) => (await cluster.nodeClient(node)).scriptLoad(text));
      const digest = await Promise.any(loads);
      await Promise.allSettled(loads);
      isOpen = true;
      return digest;
    },
    evaluate: (text, keys, args) => cluster.eval(text, { keys: [...keys], arguments: [...args] }),
    run: (digest, keys, args) =>
      cluster.sendCommand(keys[0], false, ['EVALSHA', digest, String(keys.length), ...keys, ...args]),
    listen: async (channels) => {
      isOpen = true;
      await Promise.all(channels.map((channel) => cluster.sSubscribe(channel, announcement)));
    },
    ignore: (channels) => Promise.all(channels.map((channel) => cluster.sUnsubscribe(channel, announcement))),
    ping: async () => {
      // The others' signs of life say nothing about one that is silent.
      if (isPinging) {
        failed(new ConnectionError('heartbeat-timeout', 'a node of the cluster is silent', { timeout: 0 }));
      }
      isPinging = true;
      const nodes = cluster.masters.flatMap(({ client, pubSub }) => [client, pubSub?.client]);
      await Promise.all(nodes.map((node) => (node?.isReady === true ? node.ping() : undefined)));
      isPinging = false;
    },
  };
}
