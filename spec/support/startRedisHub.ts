import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RedisHubOrder, RedisHubStanding } from './redisHubProcess.js';

/** A hub on Redis in a process of its own. */
export interface RedisHub {
  readonly port: number;
  standing(): Promise<RedisHubStanding>;
  /** Kills it with SIGKILL: it has no time for anything. */
  kill(): Promise<void>;
}

export async function startRedisHub(config: Extract<RedisHubOrder, object>['serve']): Promise<RedisHub> {
  const child = fork(join(process.cwd(), 'spec/support/redisHubProcess.ts'), {
    execArgv: ['--import', 'tsx'],
  });
  const exit = once(child, 'exit');
  const order = async (what: RedisHubOrder): Promise<RedisHubStanding> => {
    const answer = once(child, 'message');
    child.send(what);
    return ((await answer) as [RedisHubStanding])[0];
  };
  const { port } = await order({ serve: config });
  return {
    port,
    standing: () => order('standing'),
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
