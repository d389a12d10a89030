import type { ChannelMemory } from './ChannelState.js';
import type { Position, Positions } from './Position.js';

/** What is kept of channels that nobody observes, for whoever comes again. */
export interface ChannelMemories {
  get(key: string): ChannelMemory | undefined;
  /** Takes it out. */
  take(key: string): ChannelMemory | undefined;
  keep(key: string, memory: ChannelMemory): void;
  drop(key: string): void;
  readonly entries: () => Iterable<readonly [key: string, memory: ChannelMemory]>;
}

/**
 * A bounded memory: beyond `capacity` keys the one that was left longest ago is forgotten.
 *
 * Errors: throws a `TypeError` that names the key for a position of `resumeFrom` that is none.
 */
export function channelMemories(capacity: number, resumeFrom: Positions): ChannelMemories {
  const memories = new Map<string, ChannelMemory>();
  const keep = (key: string, memory: ChannelMemory): void => {
    memories.delete(key);
    memories.set(key, memory);
    const [oldest] = memories.keys();
    if (memories.size > capacity && oldest !== undefined) memories.delete(oldest);
  };
  for (const [key, position] of Object.entries<Partial<Position> | null>(resumeFrom)) {
    const { offset, epoch } = position ?? {};
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || typeof epoch !== 'string') {
      throw new TypeError(
        `resumeFrom['${key}'] must have a safe integer offset and a text epoch; got ${JSON.stringify(position)}`,
      );
    }
    keep(key, { epoch, offset, last: undefined, gap: undefined });
  }

  return {
    get: (key) => memories.get(key),
    take: (key) => {
      const memory = memories.get(key);
      memories.delete(key);
      return memory;
    },
    keep,
    drop: (key) => memories.delete(key),
    entries: () => memories,
  };
}
