import { asyncScheduler } from 'rxjs';
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

/** What a publication of a map does to a key, and its data as it is published. */
export interface KeyPublication {
  readonly key: KeyChange;
  readonly data: unknown;
}

/** Reads a publication of a channel; `undefined` where the channel is no map. */
export type KeyChangeOf = (channel: string, data: unknown) => KeyPublication | undefined;

/** Whether a channel is a map. */
export function isMapOf(config?: MapConfig): (channel: string) => boolean {
  return (channel) => {
    try {
      return config?.channels({ channel }) === true;
    } catch {
      return false;
    }
  };
}

/**
 * Reads the data of a publication of a map channel. It throws a `Refusal` for what is none: `BAD_REQUEST`.
 *
 * ```text
 * { op: 'set', key: 'a', value: 1 }     set a
 * { …, expiresIn: 5000 }                set a, and when it is over: `expiresAt`, by the clock of this hub
 * { op: 'remove', key: 'a' }            remove a
 * { …, of: 7 }                          remove a, if it is the publication 7 that set it
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
  const isMap = isMapOf(config);

  return (channel, data) => {
    if (!isMap(channel)) return undefined;
    const { op, key, value, expiresIn, of } = (data ?? {}) as Readonly<Record<string, unknown>>;
    const isWhole = op === 'remove' || (op === 'set' && value !== undefined);
    if (!isWhole || typeof key !== 'string') {
      throw new Refusal('BAD_REQUEST', "a map takes { op: 'set', key, value } and { op: 'remove', key }");
    }
    if (key.length > maxKeyLength)
      throw new Refusal('BAD_REQUEST', `a key has at most ${maxKeyLength} characters`);
    if (op === 'remove') {
      if (of === undefined) return { key: { name: key, op }, data };
      if (!Number.isSafeInteger(of)) throw new Refusal('BAD_REQUEST', '`of` is an offset');
      return { key: { name: key, op, of: of as number }, data };
    }
    const change: KeyChange = { name: key, op: 'set', limit: maxKeys };
    // When it is over is for the hub to say.
    const { expiresAt: _claimed, ...rest } = data as Readonly<Record<string, unknown>>;
    if (expiresIn === undefined) return { key: change, data: rest };
    if (typeof expiresIn !== 'number' || !(expiresIn >= 1 && expiresIn <= Number.MAX_SAFE_INTEGER))
      throw new Refusal('BAD_REQUEST', 'expiresIn is a number of ms, at least 1');
    return { key: change, data: { ...rest, expiresAt: Math.ceil(asyncScheduler.now() + expiresIn) } };
  };
}
