import type { RedisClientOptions } from 'redis';
import { backoff } from '../backoff/backoff.js';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { ConnectionError } from '../core/ConnectionError.js';
import type { Provider } from '../core/Provider.js';
import { checkRedisUrl } from './checkRedisUrl.js';

export interface RedisBrokerConfig {
  /**
   * Where Redis is: `redis[s]://[[user][:password]@]host[:port][/database]`; asked anew at every dial. One that asks a sentinel who
   * the master is finds the next master. @defaultValue 'redis://127.0.0.1:6379'
   */
  readonly url?: Provider<string>;
  /**
   * Nodes of a Redis cluster, in place of `url`: any that answers tells of the others. Announcements are sharded then.
   * @defaultValue none
   */
  readonly cluster?: readonly string[];
  /**
   * What else the `redis` client takes: user, password, `credentialsProvider`, TLS in `socket`, a name. Its own reconnecting, its
   * queue and its timeouts are off.
   */
  readonly client?: Omit<RedisClientOptions, 'url'>;
  /** Begins the keys and channels of this broker; hubs of one prefix share their channels. Without braces. @defaultValue 'rxwire' */
  readonly prefix?: string;
  /** Publications that each channel keeps, unless the publish says otherwise. @defaultValue 100 */
  readonly historySize?: number;
  /** How long a channel keeps a publication, in ms of the engine's clock. @defaultValue 300_000 */
  readonly historyTtl?: number;
  /** How long the id of a publish is remembered, in ms. @defaultValue 300_000 */
  readonly idempotencyTtl?: number;
  /**
   * How long the position of a channel is remembered, and who is on it, after it was last asked for, in ms; while it has keys it is
   * not forgotten. Used again after that it begins a new epoch. @defaultValue 86_400_000
   */
  readonly positionTtl?: number;
  /**
   * What an epoch is bound to. `engine`: to the run of the engine, so that data that was set back is never taken for continuity; needs
   * INFO in scripts. `data`: to the data alone; only for a single primary with `appendfsync always`, of which no snapshot is ever
   * restored and no replica promoted. @defaultValue 'engine'
   */
  readonly epoch?: 'engine' | 'data';
  /**
   * What becomes of publications while Redis is out of reach. `keep`: they wait for the link, in order, and leave once. `refuse`: they
   * fail at once with an `UnavailableError`. What is read waits in any case. @defaultValue 'keep'
   */
  readonly whenAway?: 'keep' | 'refuse';
  /** Publications and reads that may wait for an answer; one more fails with an `UnavailableError`. @defaultValue 10_000 */
  readonly maxPending?: number;
  /** Bytes (as UTF-16) of publications that may wait for an answer. @defaultValue 16_777_216 */
  readonly maxPendingBytes?: number;
  /** How long a dial may take, in ms. @defaultValue 10_000 */
  readonly connectTimeout?: number;
  /** How long Redis may say nothing to a ping before the link counts as dead, in ms; half of it from one ping to the next. @defaultValue 10_000 */
  readonly commandTimeout?: number;
  /** The same for the link of announcements, which may be idle: one ping each so many ms, and dead when the next is due. @defaultValue 30_000 */
  readonly probeInterval?: number;
  /** When to dial again. @defaultValue `backoff({ initialDelay: 100, maxDelay: 5_000 })` without end */
  readonly backoff?: BackoffPolicy<ConnectionError>;
  /** How long links stay open when nobody needs them, in ms. @defaultValue 1_000 */
  readonly linger?: number;
  /** From 0 to below 1; makes epochs and spreads the dials. @defaultValue Math.random */
  readonly random?: () => number;
}

/** With defaults. */
export type RedisBrokerSettings = Required<RedisBrokerConfig>;

/** With defaults; throws for what is out of range. */
export function redisBrokerSettings(config: RedisBrokerConfig): RedisBrokerSettings {
  const { random = Math.random, prefix = 'rxwire' } = config;
  const settings: RedisBrokerSettings = {
    url: 'redis://127.0.0.1:6379',
    cluster: [],
    client: {},
    historySize: 100,
    historyTtl: 300_000,
    idempotencyTtl: 300_000,
    positionTtl: 86_400_000,
    epoch: 'engine',
    whenAway: 'keep',
    maxPending: 10_000,
    maxPendingBytes: 16_777_216,
    connectTimeout: 10_000,
    commandTimeout: 10_000,
    probeInterval: 30_000,
    backoff: backoff({
      initialDelay: 100,
      maxDelay: 5_000,
      maxAttempts: Infinity,
      maxElapsed: Infinity,
      random,
    }),
    linger: 1_000,
    ...config,
    prefix,
    random,
  };
  if (typeof settings.url === 'string') checkRedisUrl(settings.url);
  settings.cluster.forEach(checkRedisUrl);
  checkNumber('historySize', settings.historySize);
  checkNumber('maxPending', settings.maxPending, 1);
  checkNumber('maxPendingBytes', settings.maxPendingBytes, 1);
  checkDuration('historyTtl', settings.historyTtl);
  checkDuration('idempotencyTtl', settings.idempotencyTtl);
  checkDuration('positionTtl', settings.positionTtl, 1);
  checkDuration('connectTimeout', settings.connectTimeout, 1);
  checkDuration('commandTimeout', settings.commandTimeout, 2);
  checkDuration('probeInterval', settings.probeInterval, 1);
  checkDuration('linger', settings.linger);
  checkOneOf('epoch', settings.epoch, ['engine', 'data']);
  checkOneOf('whenAway', settings.whenAway, ['keep', 'refuse']);
  if (typeof prefix !== 'string' || /[{}]/.test(prefix)) {
    throw new TypeError(`prefix must be text without braces; got ${String(prefix)}`);
  }
  return settings;
}
