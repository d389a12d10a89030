import { filter, map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Lifecycle } from '../core/Lifecycle.js';
import type { Broker, BrokerEvent, LatestPage } from '../server/Broker.js';
import type { BrokerPresence } from '../server/BrokerPresence.js';
import { announcements } from './announcements.js';
import type { BrokerContext } from './BrokerContext.js';
import { channelKeys } from './channelKeys.js';
import { channelScripts } from './channelScripts.js';
import { dialRedis } from './dialRedis.js';
import { epochNames } from './epochNames.js';
import { messageOf } from './messageOf.js';
import { pendingCommands } from './pendingCommands.js';
import { presenceScripts } from './presenceScripts.js';
import { publishTo } from './publishTo.js';
import { readHistory } from './readHistory.js';
import { readLatest } from './readLatest.js';
import { redisBrokerSettings } from './RedisBrokerConfig.js';
import type { RedisBrokerConfig } from './RedisBrokerConfig.js';
import { redisPresence } from './redisPresence.js';
import { sharedLink } from './sharedLink.js';

const scripts = [...Object.values(channelScripts), ...Object.values(presenceScripts)];

export interface RedisBroker extends Broker {
  latest(channel: string, since: number, limit: number): Observable<LatestPage>;
  readonly presence: BrokerPresence;
  /** False while Redis is needed and out of reach, which is what a probe asks; true while nobody has needed it. */
  readonly isReady: boolean;
  /**
   * The story of the link that publishes and reads. Subscribing needs the link, so that a server may have it before the first client
   * comes, and know why it has it not.
   */
  readonly lifecycle$: Observable<Lifecycle<unknown>>;
}

/**
 * The broker on Redis 7 or newer, by which many hubs share their channels.
 *
 * ```text
 * hub 1   publish('a', x)     ---x-----------------
 * Redis                       ----1----#  restarted, with the data of before
 * hub 2   subscribe('a')      L---1----I------L----     I: interrupted; L: live
 * hub 2   history('a')                         (1)      of another epoch: Redis cannot know that 1 was the last
 * ```
 *
 * A publish is one script: it is kept and announced, or it is neither. An epoch ends whenever the engine may have been set back: after
 * a restart, a failover, a flush. A lost announcement shows as a hole in the offsets, which is filled from the history.
 *
 * Nothing is connected to before it is needed. Two links, one for scripts and one for announcements, are dialled anew for ever with
 * rxwire's own backoff.
 *
 * Errors: an `UnavailableError` of a publish or a read that Redis refuses or that nobody can wait for; a `KeyLimitError`. A
 * subscription fails when the link is given up: the engine does not do what is needed, which is a `ConnectionError` of kind
 * `unsupported` in its cause. `RangeError` and `TypeError` at construction. Finalization: links end `linger` ms after the last who
 * needed them.
 *
 * @example
 * ```ts
 * import { redisBroker } from 'rxwire/redis';
 * import { hub } from 'rxwire/server';
 *
 * const rooms = hub({ broker: redisBroker({ url: 'redis://127.0.0.1:6379' }), authorize: () => true });
 * ```
 */
export function redisBroker(config: RedisBrokerConfig = {}): RedisBroker {
  const settings = redisBrokerSettings(config);
  const { prefix, epoch, commandTimeout, probeInterval, random } = settings;
  const commands = sharedLink(dialRedis(settings, scripts), {
    ...settings,
    interval: commandTimeout / 2,
    timeout: commandTimeout,
  });
  const heard = sharedLink(dialRedis(settings, []), {
    ...settings,
    interval: probeInterval,
    timeout: probeInterval,
  });
  const context: BrokerContext = {
    settings,
    run: pendingCommands({ ...settings, lifecycle$: commands.lifecycle$ }),
    listen: announcements(heard.lifecycle$),
    keysOf: (channel) => channelKeys(prefix, channel),
    nextEpoch: epochNames(random),
    bound: epoch === 'engine' ? '1' : '0',
    announce: settings.cluster.length > 0 ? 'SPUBLISH' : 'PUBLISH',
  };

  return {
    publish: (channel, body, options) => publishTo(context, channel, body, options),
    subscribe: (channel) =>
      context.listen(context.keysOf(channel).published).pipe(
        map((heard) => (heard.kind === 'text' ? messageOf(heard.text) : heard)),
        filter((event): event is BrokerEvent => event !== undefined),
      ),
    history: (channel, since, limit) => readHistory(context, channel, since, limit),
    latest: (channel, since, limit) => readLatest(context, channel, since, limit),
    presence: redisPresence(context),
    lifecycle$: commands.lifecycle$,
    get isReady() {
      return !commands.isAway && !heard.isAway;
    },
  };
}
