import type { Position } from 'rxwire';

/** The publications of a map, as the engine took them. */
export interface KeysTruth {
  add(body: string, position: Position): void;
  /** Whether this was published there, for this key. */
  has(key: string, value: unknown, offset: number): boolean;
  /** The fold of the history of the present epoch, whatever of it is kept. */
  fold(): ReadonlyMap<string, unknown>;
  /** Keys of it whose time was over by then. */
  overdue(by: number): readonly string[];
}

interface Taken extends Position {
  readonly op: 'set' | 'remove';
  readonly key: string;
  readonly value?: unknown;
  readonly of?: number;
  readonly expiresAt?: number;
}

export function keysTruth(epoch: () => string): KeysTruth {
  const all: Taken[] = [];
  const latest = (): ReadonlyMap<string, Taken> => {
    const folded = new Map<string, Taken>();
    const present = epoch();
    const ordered = all.filter((each) => each.epoch === present).sort((a, b) => a.offset - b.offset);
    for (const each of ordered) {
      if (each.op === 'set') folded.set(each.key, each);
      else if (each.of === undefined || folded.get(each.key)?.offset === each.of) folded.delete(each.key);
    }
    return folded;
  };

  return {
    add: (body, position) => {
      const { data } = JSON.parse(body) as { readonly data: Omit<Taken, keyof Position> };
      all.push({ ...data, ...position });
    },
    has: (key, value, offset) =>
      all.some(
        (each) => each.op === 'set' && each.key === key && each.value === value && each.offset === offset,
      ),
    fold: () => new Map([...latest()].map(([key, { value }]) => [key, value])),
    overdue: (by) =>
      [...latest()].flatMap(([key, { expiresAt = Infinity }]) => (expiresAt <= by ? [key] : [])),
  };
}
