/** The latest publications of a channel, oldest first, without holes. */
export interface OffsetRing<T extends { readonly offset: number }> {
  readonly length: number;
  /** The oldest, unless it is empty. */
  readonly oldest: T | undefined;
  /** The latest, unless it is empty. */
  readonly latest: T | undefined;
  /** Appends the successor of the latest. */
  push(item: T): void;
  /** Lets the oldest go. */
  shift(): T | undefined;
  /** At most `limit` items after `offset`, oldest first. */
  after(offset: number, limit: number): T[];
}

/**
 * A queue that finds its items by their offset.
 *
 * ```text
 * push 4, 5, 6, 7   ─►   4 5 6 7
 * shift             ─►     5 6 7
 * after(5, 10)      ─►       6 7
 * ```
 *
 * All of it in constant time, but for the copy that `after` makes.
 */
export function offsetRing<T extends { readonly offset: number }>(): OffsetRing<T> {
  let items: (T | undefined)[] = [];
  let start = 0;

  return {
    get length() {
      return items.length - start;
    },
    get oldest() {
      return items[start];
    },
    get latest() {
      return items.length > start ? items[items.length - 1] : undefined;
    },
    push: (item) => {
      items.push(item);
    },
    shift: () => {
      const item = items[start];
      if (item === undefined) return undefined;
      items[start++] = undefined;
      // Half of it is holes: the copy is paid for by the shifts that made them.
      if (start * 2 >= items.length) {
        items = items.slice(start);
        start = 0;
      }
      return item;
    },
    after: (offset, limit) => {
      const oldest = items[start];
      if (oldest === undefined) return [];
      const from = start + Math.max(0, offset + 1 - oldest.offset);
      return items.slice(from, from + limit) as T[];
    },
  };
}
