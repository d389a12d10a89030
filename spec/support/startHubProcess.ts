import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { HubAnswer, HubOrder } from './hubProcess.js';

/** A hub in a process of its own. */
export interface HubProcess {
  order(order: HubOrder): Promise<HubAnswer>;
  /** Kills it with SIGKILL: it has no time for anything. */
  kill(): Promise<void>;
}

export function startHubProcess(): HubProcess {
  const child = fork(join(process.cwd(), 'spec/support/hubProcess.ts'), { execArgv: ['--import', 'tsx'] });
  const exit = once(child, 'exit');
  return {
    order: async (order) => {
      const answer = once(child, 'message');
      child.send(order);
      return ((await answer) as [HubAnswer])[0];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
