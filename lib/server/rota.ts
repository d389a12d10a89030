import { asyncScheduler } from 'rxjs';
import type { Subscription } from 'rxjs';

/** Comes back to each of its members, again and again. */
export interface Rota<T> {
  /** The member's first turn is an interval from now. */
  add(member: T): void;
  delete(member: T): void;
}

/** Members that have their turn together at most; others that are due wait for the next turn of the event loop. */
const atOnce = 100;

/**
 * An interval for each of many, with one timer for all of them.
 *
 * ```text
 * a is added      ^-----a-----a-----a
 * b is added      --^-----b-----b----      interval: 6
 * ```
 *
 * Without members it has no timer.
 */
export function rota<T>(interval: number, onTurn: (member: T) => void): Rota<T> {
  /** When each has its turn, in ms of the scheduler's clock: the first in the map first, as all wait equally long. */
  const turns = new Map<T, number>();
  let timer: Subscription | undefined;

  const isDue = (at: number, present: number): boolean =>
    // A clock that was set back must not make anybody wait for longer.
    at <= present || at > present + interval;
  const wait = (): void => {
    const [at] = turns.values();
    if (at === undefined) return;
    const present = asyncScheduler.now();
    timer = asyncScheduler.schedule(next, isDue(at, present) ? 0 : at - present);
  };
  const next = (): void => {
    timer = undefined;
    const present = asyncScheduler.now();
    let count = 0;
    try {
      for (const [member, at] of turns) {
        if (count === atOnce || !isDue(at, present)) break;
        count += 1;
        turns.delete(member);
        turns.set(member, present + interval);
        onTurn(member);
      }
    } finally {
      if (timer === undefined) wait();
    }
  };

  return {
    add: (member) => {
      turns.set(member, asyncScheduler.now() + interval);
      if (timer === undefined) wait();
    },
    delete: (member) => {
      turns.delete(member);
      if (turns.size > 0) return;
      timer?.unsubscribe();
      timer = undefined;
    },
  };
}
