import { NEVER, asyncScheduler, defer, filter, repeat, tap, timer } from 'rxjs';
import type { Observable } from 'rxjs';

/**
 * Emits after `interval` ms in which nothing happened, and every `interval` ms from then on until something does.
 *
 * ```text
 * something happens     ^--a-----b---------
 * whileQuiet(4, …)      ^------1-----1---1-
 * ```
 *
 * `lastAt` tells when something happened last, in ms of the scheduler's clock: to ask costs nothing per event, where a
 * timer for each costs a microsecond. `Infinity` never emits.
 */
export function whileQuiet(interval: number, lastAt: () => number): Observable<unknown> {
  if (interval === Infinity) return NEVER;
  return defer(() => {
    let emittedAt = asyncScheduler.now();
    const rest = (): number => Math.max(lastAt(), emittedAt) + interval - asyncScheduler.now();
    // A clock that was set back must not make it wait for longer.
    return defer(() => timer(Math.min(rest(), interval))).pipe(
      filter(() => rest() <= 0),
      tap(() => (emittedAt = asyncScheduler.now())),
      repeat(),
    );
  });
}
