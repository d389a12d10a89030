import { backoff } from 'rxwire/node';
import type { HeartbeatConfig } from 'rxwire/node';
import { registry } from './registry.js';
import type { DemoMessage } from './registry.js';

/** How quickly a client of the demo notices that its link is gone, and dials again; `pace` times as fast as in earnest. */
export function linkPace(pace: number, maxDelay: number) {
  return {
    policy: backoff({
      initialDelay: 500 / pace,
      maxDelay: maxDelay / pace,
      jitter: 'equal',
      maxAttempts: Infinity,
    }),
    reconnect: { minUptime: 3_000 / pace },
    heartbeat: { interval: 2_000 / pace, timeout: 1_500 / pace },
  } as const;
}

/** Asks for a sign of life. */
export const pings: Pick<HeartbeatConfig<DemoMessage, DemoMessage>, 'ping' | 'isPong'> = {
  ping: () => registry.create('ping'),
  isPong: (message, ping) => message.type === 'pong' && message.id === ping.id,
};
