import type { KeyChange, Stored } from './Broker.js';

/** The latest publication of each key of a channel. */
export interface LatestOfKeys {
  readonly size: number;
  has(name: string): boolean;
  /** Does to its key what this publication does. */
  apply(change: KeyChange, stored: Stored): void;
  /** At most `limit` of those after the offset, oldest first. */
  after(offset: number, limit: number): readonly Stored[];
}

/** What a key costs beside its text, in bytes, roughly. */
const overhead = 100;

/**
 * Keeps of each key the publication that set it last, in the order of offsets.
 *
 * ```text
 * publications      1: set a   2: set b   3: set a   4: remove b   5: remove a, of 1
 * after(0, 10)      1          1 2        2 3        3             3
 * ```
 *
 * `resize` is told by how many bytes (as UTF-16) it grew or, below 0, shrank.
 */
export function latestOfKeys(resize: (by: number) => void): LatestOfKeys {
  /** In the order of their offsets. */
  const latest = new Map<string, Stored>();
  const drop = (name: string): void => {
    const stored = latest.get(name);
    if (stored === undefined) return;
    latest.delete(name);
    resize(-sizeOf(name, stored));
  };

  return {
    get size() {
      return latest.size;
    },
    has: (name) => latest.has(name),
    apply: ({ name, op, of }, stored) => {
      if (op === 'remove' && of !== undefined && latest.get(name)?.offset !== of) return;
      drop(name);
      if (op === 'remove') return;
      latest.set(name, stored);
      resize(sizeOf(name, stored));
    },
    after: (offset, limit) => {
      const items: Stored[] = [];
      for (const stored of latest.values()) {
        if (items.length >= limit) break;
        if (stored.offset > offset) items.push(stored);
      }
      return items;
    },
  };
}

function sizeOf(name: string, { body }: Stored): number {
  return (name.length + body.length) * 2 + overhead;
}
