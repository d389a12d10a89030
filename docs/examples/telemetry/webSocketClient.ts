import { backoff, realtimeClient } from 'rxwire/node';
import { registry } from './registry.js';

/** The client over a WebSocket: all of it in one object. */
export function webSocketClient(url: string, pace: number) {
  return realtimeClient({
    url,
    codec: registry,
    policy: backoff({
      initialDelay: 500 / pace,
      maxDelay: 5_000 / pace,
      jitter: 'equal',
      maxAttempts: Infinity,
    }),
    reconnect: { minUptime: 3_000 / pace },
    heartbeat: {
      interval: 2_000 / pace,
      timeout: 1_500 / pace,
      ping: () => registry.create('ping'),
      isPong: (message, ping) => message.type === 'pong' && message.id === ping.id,
    },
    lazy: false,
  });
}
