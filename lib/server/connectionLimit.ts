import { Refusal } from './Refusal.js';

/** How many connections one may have. */
export interface ConnectionLimit {
  /** One more; call what it gives when that has ended. Throws a `Refusal`, `LIMIT_CONNECTIONS`. The empty key is nobody's. */
  enter(key: string): () => void;
}

/** How long who has too many had better wait, in ms. */
const retryAfter = 5_000;
const nothing = (): void => {};

/**
 * ```text
 * max: 2     enter a    enter a    enter a             enter b    the first a ends    enter a
 *            in         in         LIMIT_CONNECTIONS   in                             in
 * ```
 *
 * Nothing is kept of who has none.
 */
export function connectionLimit(max: number, ofWhom: string): ConnectionLimit {
  const counts = new Map<string, number>();

  return {
    enter: (key) => {
      if (max === Infinity || key === '') return nothing;
      const count = counts.get(key) ?? 0;
      if (count >= max) {
        throw new Refusal('LIMIT_CONNECTIONS', `${ofWhom} may have ${max} connections`, retryAfter);
      }
      counts.set(key, count + 1);
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        const left = (counts.get(key) as number) - 1;
        if (left === 0) counts.delete(key);
        else counts.set(key, left);
      };
    },
  };
}
