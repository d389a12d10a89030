/** A map that never changes: what differs is another one. */
export interface PersistentMap<K, V> extends ReadonlyMap<K, V> {
  with(key: K, value: V): PersistentMap<K, V>;
  without(key: K): PersistentMap<K, V>;
}

/** How to get from a version to the one before. */
interface Undo<K, V> {
  readonly key: K;
  readonly had: boolean;
  readonly value: V | undefined;
}

/**
 * Makes an empty map whose versions share one store: the latest holds it, an earlier one knows what to undo.
 *
 * ```text
 * a = { k: 1 }      store { k: 1 }
 * b = a.with(k, 2)  a: undo k to 1  ─►  b: store { k: 2 }
 * a.get(k)          a: store { k: 1 }, its own copy, made now       b: store { k: 2 }
 * ```
 *
 * A change of the latest version takes constant time, however large it is; only who reads an earlier one pays for a copy, once.
 * Versions that nobody holds are collected.
 */
export function persistentMap<K, V>(): PersistentMap<K, V> {
  return new Version(new Map<K, V>());
}

class Version<K, V> implements PersistentMap<K, V> {
  private next: Version<K, V> | undefined;
  private undo: Undo<K, V> | undefined;
  /** Somebody is going through it. */
  private lent = 0;

  constructor(private store: Map<K, V> | undefined) {}

  get size(): number {
    return this.read().size;
  }
  get(key: K): V | undefined {
    return this.read().get(key);
  }
  has(key: K): boolean {
    return this.read().has(key);
  }
  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }
  *entries(): MapIterator<[K, V]> {
    this.lent += 1;
    try {
      yield* this.read().entries();
    } finally {
      this.lent -= 1;
    }
  }
  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }
  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }
  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  with(key: K, value: V): PersistentMap<K, V> {
    return this.change(key, (store) => store.set(key, value));
  }
  without(key: K): PersistentMap<K, V> {
    return this.has(key) ? this.change(key, (store) => store.delete(key)) : this;
  }

  private change(key: K, act: (store: Map<K, V>) => unknown): Version<K, V> {
    const mine = this.read();
    const isKept = this.lent > 0;
    const store = isKept ? new Map(mine) : mine;
    const undo = { key, had: mine.has(key), value: mine.get(key) };
    act(store);
    const next = new Version(store);
    if (!isKept) {
      this.store = undefined;
      this.undo = undo;
      this.next = next;
    }
    return next;
  }
  private read(): Map<K, V> {
    if (this.store !== undefined) return this.store;
    const undos: Undo<K, V>[] = [];
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk begins here
    let version: Version<K, V> = this;
    while (version.store === undefined) {
      undos.push(version.undo as Undo<K, V>);
      version = version.next as Version<K, V>;
    }
    const store = new Map(version.store);
    for (const { key, had, value } of undos.reverse()) {
      if (had) store.set(key, value as V);
      else store.delete(key);
    }
    this.next = this.undo = undefined;
    return (this.store = store);
  }
}
