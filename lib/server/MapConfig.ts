import { checkNumber } from '../core/checkNumber.js';
import type { Broker, KeyChange } from './Broker.js';
import { Refusal } from './Refusal.js';

export interface MapConfig {
  /** Which channels are maps; the same answer for a channel at all hubs. One that throws says no. */
  readonly channels: (context: { readonly channel: string }) => boolean;
  /** Keys that a channel may have; to set one more is refused with `LIMIT_KEYS`. @defaultValue 10_000 */
  readonly maxKeys?: number;
  /** The longest key, in UTF-16 units. @defaultValue 1_024 */
  readonly maxKeyLength?: number;
}

/** What a publication of a channel does to a key; `undefined` where the channel is no map. */
export type KeyChangeOf = (channel: string, data: unknown) => KeyChange | undefined;

/**
 * Reads the data of a publication of a map channel. It throws a `Refusal` for what is none: `BAD_REQUEST`.
 *
 * ```text
 * { op: 'set', key: 'a', value: 1 }     set a
 * { op: 'remove', key: 'a' }            remove a
 * { text: 'hi' }                        BAD_REQUEST: of a map, everybody must make the same
 * ```
 */
export function keyChangeOf(broker: Broker, config?: MapConfig): KeyChangeOf {
  if (config === undefined) return () => undefined;
  const { channels, maxKeys = 10_000, maxKeyLength = 1_024 } = config;
  if (typeof channels !== 'function')
    throw new TypeError(`maps.channels must be a function; got ${String(channels)}`);
  checkNumber('maps.maxKeys', maxKeys, 1);
  checkNumber('maps.maxKeyLength', maxKeyLength, 1);
  if (broker.latest === undefined)
    throw new TypeError('maps need a broker that keeps the latest of each key');
  const isMap = (channel: string): boolean => {
    try {
      return channels({ channel });
    } catch {
      return false;
    }
  };

  return (channel, data) => {
    if (!isMap(channel)) return undefined;
    const { op, key, value } = (data ?? {}) as {
      readonly op?: unknown;
      readonly key?: unknown;
      readonly value?: unknown;
    };
    const isWhole = op === 'remove' || (op === 'set' && value !== undefined);
    if (!isWhole || typeof key !== 'string') {
      throw new Refusal('BAD_REQUEST', "a map takes { op: 'set', key, value } and { op: 'remove', key }");
    }
    if (key.length > maxKeyLength)
      throw new Refusal('BAD_REQUEST', `a key has at most ${maxKeyLength} characters`);
    return op === 'set' ? { name: key, op, limit: maxKeys } : { name: key, op: 'remove' };
  };
}
