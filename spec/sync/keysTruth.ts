import type { Position } from 'rxwire';

/** The publications of a map, as the engine took them. */
export interface KeysTruth {
  add(body: string, position: Position): void;
  /** Whether this was published there, for this key. */
  has(key: string, value: unknown, offset: number): boolean;
  /** The fold of the history of the present epoch, whatever of it is kept. */
  fold(): ReadonlyMap<string, unknown>;
}

interface Taken extends Position {
  readonly op: 'set' | 'remove';
  readonly key: string;
  readonly value?: unknown;
}

export function keysTruth(epoch: () => string): KeysTruth {
  const all: Taken[] = [];

  return {
    add: (body, position) => {
      const { data } = JSON.parse(body) as { readonly data: Omit<Taken, keyof Position> };
      all.push({ ...data, ...position });
    },
    has: (key, value, offset) =>
      all.some(
        (each) => each.op === 'set' && each.key === key && each.value === value && each.offset === offset,
      ),
    fold: () => {
      const folded = new Map<string, unknown>();
      const present = epoch();
      for (const { op, key, value } of all
        .filter((each) => each.epoch === present)
        .sort((a, b) => a.offset - b.offset)) {
        if (op === 'set') folded.set(key, value);
        else folded.delete(key);
      }
      return folded;
    },
  };
}
