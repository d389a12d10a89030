import { NEVER, asyncScheduler, concatMap, defer, of, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { longestDelay } from '../core/longestDelay.js';

/**
 * Emits once when the time has come, given in ms since 1970, however far that is.
 *
 * ```text
 * untilThen(now + 5)      -----(0|)
 * untilThen(earlier)      (0|)
 * untilThen(Infinity)     -
 * ```
 */
export function untilThen(time: number): Observable<0> {
  if (time === Infinity) return NEVER;
  return defer(() => {
    const wait = Math.max(0, time - asyncScheduler.now());
    // A timer of the platform cannot wait for longer, and one of a clock that was set back has not waited long enough.
    return timer(Math.min(wait, longestDelay)).pipe(
      concatMap(() => (asyncScheduler.now() < time ? untilThen(time) : of(0 as const))),
    );
  });
}
