import { asyncScheduler, defer, merge, of, throwError } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { Broker, BrokerEvent, Published } from './Broker.js';
import { KeyLimitError } from '../core/KeyLimitError.js';
import { memoryChannel } from './memoryChannel.js';
import type { MemoryChannel } from './memoryChannel.js';
import { memoryPresence } from './memoryPresence.js';

export interface MemoryBrokerConfig {
  /** Publications that each channel keeps, unless the publish says otherwise. @defaultValue 100 */
  readonly historySize?: number;
  /** How long a channel keeps a publication, in ms. @defaultValue 300_000 */
  readonly historyTtl?: number;
  /** How long the id of a publish is remembered, in ms. @defaultValue 300_000 */
  readonly idempotencyTtl?: number;
  /** How many ids are remembered, over all channels; the oldest is forgotten first. @defaultValue 100_000 */
  readonly idempotencySize?: number;
  /**
   * Channels whose position is remembered. Beyond it the one that was quiet for longest, and that nobody is subscribed
   * to, and that has no keys, is forgotten; it begins a new epoch when it is used again. @defaultValue 100_000
   */
  readonly maxChannels?: number;
  /** Bytes (as UTF-16) that the histories may hold together; beyond it the quietest channels lose theirs. @defaultValue 268_435_456 */
  readonly maxBytes?: number;
  /**
   * Bytes (as UTF-16) that the latest publications of keys may hold together, which nothing lets go but their removal; beyond
   * it no key is added. @defaultValue 268_435_456
   */
  readonly maxKeyBytes?: number;
  /** The clock, in ms. @defaultValue the clock of RxJS's `asyncScheduler` */
  readonly now?: () => number;
  /** From 0 to below 1; makes the epoch. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * The broker inside the process: what a hub of one process needs, and what tests need.
 *
 * ```text
 * publish('a', x)         ---x---y----x-     the second x has the id of the first
 * emits                      1   2    1      offset; the last one says duplicate: true
 * subscribe('a')      L------1---2------
 * ```
 *
 * Each instance has an epoch of its own, since its history ends with the process. It sets no timer: what is too old is
 * let go when the broker is next used.
 *
 * Errors: `RangeError` at construction for limits that are no numbers or negative. Finalization: nothing to release.
 *
 * @example
 * ```ts
 * import { memoryBroker } from 'rxwire/server';
 *
 * const broker = memoryBroker({ historySize: 500, historyTtl: 60_000 });
 *
 * broker.subscribe('room:1').subscribe((event) => console.log(event.kind));
 * broker.publish('room:1', 'hello', { id: 'm-1' }).subscribe(({ offset }) => console.log(offset));
 * ```
 */
export function memoryBroker(config: MemoryBrokerConfig = {}): Broker {
  const { historySize = 100, historyTtl = 300_000, idempotencyTtl = 300_000 } = config;
  const { idempotencySize = 100_000, maxChannels = 100_000, maxBytes = 268_435_456 } = config;
  const { maxKeyBytes = 268_435_456 } = config;
  const { now = () => asyncScheduler.now(), random = Math.random } = config;
  checkNumber('historySize', historySize);
  checkDuration('historyTtl', historyTtl);
  checkDuration('idempotencyTtl', idempotencyTtl);
  checkNumber('idempotencySize', idempotencySize);
  checkNumber('maxChannels', maxChannels, 1);
  checkNumber('maxBytes', maxBytes, 1);
  checkNumber('maxKeyBytes', maxKeyBytes, 1);

  const instance = Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
  /** In the order in which they were last used. */
  const channels = new Map<string, MemoryChannel>();
  /** In the order of publishing, so that the first is the first to be forgotten. */
  const taken = new Map<string, Published & { readonly at: number }>();
  let forgotten = 0;
  let bytes = 0;
  let keyBytes = 0;

  const resize = (by: number): void => {
    bytes += by;
  };
  const resizeKeys = (by: number): void => {
    keyBytes += by;
  };
  const channelOf = (name: string): MemoryChannel => {
    // A channel that was forgotten has lost its offset, so it gets an epoch that it never had.
    const epoch = forgotten === 0 ? instance : `${instance}.${forgotten.toString(36)}`;
    const channel =
      channels.get(name) ?? memoryChannel({ epoch, historySize, historyTtl, resize, resizeKeys });
    return touch(name, channel);
  };
  const touch = (name: string, channel: MemoryChannel): MemoryChannel => {
    channels.delete(name);
    channels.set(name, channel);
    return channel;
  };
  let hand = channels.values();
  /** Looks at one channel, in turn, so that what is too old goes without a timer. */
  const lookAtOne = (present: number): void => {
    const { value } = hand.next();
    if (value === undefined) hand = channels.values();
    else value.expire(present);
  };
  const keepLimits = (present: number): void => {
    let left = channels.size;
    for (const [name, channel] of channels) {
      if (left-- === 0 || (channels.size <= maxChannels && bytes <= maxBytes)) break;
      channel.trimWhile(() => bytes > maxBytes);
      if (channels.size > maxChannels && !channel.messages$.observed && channel.keys.size === 0) {
        channel.trimWhile(() => true);
        channels.delete(name);
        forgotten += 1;
      } else touch(name, channel);
    }
    for (const [key, { at }] of taken) {
      if (taken.size <= idempotencySize && present - at < idempotencyTtl) break;
      taken.delete(key);
    }
  };

  return {
    publish: (name, body, { id, history, key: change } = {}) =>
      defer(() => {
        const present = now();
        lookAtOne(present);
        keepLimits(present);
        const key = id === undefined ? undefined : `${name.length}:${name}${id}`;
        const earlier = key === undefined ? undefined : taken.get(key);
        if (earlier !== undefined)
          return of({ offset: earlier.offset, epoch: earlier.epoch, duplicate: true });
        const channel = channelOf(name);
        if (change?.op === 'set' && !channel.keys.has(change.name)) {
          const { limit = Infinity } = change;
          if (channel.keys.size >= limit) return throwError(() => new KeyLimitError(name, limit));
          if (keyBytes >= maxKeyBytes) return throwError(() => new KeyLimitError(name, channel.keys.size));
        }
        const options = { ...(history && { history }), ...(change && { key: change }) };
        const result = { ...channel.append(body, present, options), duplicate: false };
        if (key !== undefined) taken.set(key, { ...result, at: present });
        keepLimits(present);
        // Told to subscribers only now, so that one that publishes in turn finds everything in place.
        channel.deliver();
        return of(result);
      }),
    subscribe: (name) =>
      defer(() => {
        keepLimits(now());
        const { messages$ } = channelOf(name);
        // In this order: what the word `live` brings about is not missed.
        return merge(messages$, of<BrokerEvent>({ kind: 'live' }));
      }),
    history: (name, since, limit) =>
      defer(() => {
        const present = now();
        keepLimits(present);
        return of(channelOf(name).read(since, limit, present));
      }),
    latest: (name, since, limit) => defer(() => of(channelOf(name).latest(since, limit))),
    presence: memoryPresence(now),
  };
}
