import { Subject, of } from 'rxjs';
import type { Heard } from '../../lib/redis/announcements.js';
import type { BrokerContext } from '../../lib/redis/BrokerContext.js';
import { channelKeys } from '../../lib/redis/channelKeys.js';
import type { Command } from '../../lib/redis/pendingCommands.js';
import { redisBrokerSettings } from '../../lib/redis/RedisBrokerConfig.js';
import type { RedisBrokerConfig } from '../../lib/redis/RedisBrokerConfig.js';

/** A context without a Redis: commands are kept and answered with these replies in turn. */
export function brokerContext(replies: unknown[] = [], config: RedisBrokerConfig = {}) {
  const commands: Command[] = [];
  const heard$ = new Subject<Heard>();
  const context: BrokerContext = {
    settings: redisBrokerSettings(config),
    run: (command) => {
      commands.push(command);
      return of(replies.shift());
    },
    listen: () => heard$,
    keysOf: (channel) => channelKeys('p', channel),
    nextEpoch: () => 'next',
    bound: '1',
    announce: 'PUBLISH',
  };
  return { context, commands, heard$ };
}
