import { createClient } from 'redis';
import type { RedisBrokerSettings } from './RedisBrokerConfig.js';
import type { EngineListener, RedisEngine } from './RedisEngine.js';

/** Channels of one command. */
const atOnce = 1_000;

/** One Redis server, by the `redis` client. */
export function singleEngine(
  url: string,
  { client: options }: Pick<RedisBrokerSettings, 'client'>,
  { announcement, failed }: EngineListener,
): RedisEngine {
  const client = createClient({
    ...options,
    url,
    // The client writes into what it is given.
    socket: { ...options.socket, connectTimeout: 0, reconnectStrategy: false },
    commandOptions: { ...options.commandOptions, timeout: undefined },
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
  } as typeof options);
  client.on('error', failed);
  const each = async (
    channels: readonly string[],
    tell: (some: string[]) => Promise<unknown>,
  ): Promise<unknown> => {
    const told: Promise<unknown>[] = [];
    for (let n = 0; n < channels.length; n += atOnce) told.push(tell(channels.slice(n, n + atOnce)));
    return Promise.all(told);
  };

  return {
    connect: () => client.connect(),
    destroy: () => client.destroy(),
    load: (text) => client.scriptLoad(text),
    evaluate: (text, keys, args) => client.eval(text, { keys: [...keys], arguments: [...args] }),
    run: (digest, keys, args) =>
      client.sendCommand(['EVALSHA', digest, String(keys.length), ...keys, ...args]),
    listen: (channels) => each(channels, (some) => client.subscribe(some, announcement)),
    ignore: (channels) => each(channels, (some) => client.unsubscribe(some, announcement)),
    ping: () => client.ping(),
  };
}
