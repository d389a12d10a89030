import type { SchedulerLike } from 'rxjs';
import { readDiagram } from './playDiagram.js';

/** The wall clock of a device that sleeps, as `endAfterSleep` and the `sleep` of a client take it. */
export interface DrawnSleep {
  /** In ms: virtual time, and what was slept. */
  readonly now: () => number;
}

/**
 * Draws a device that sleeps: timers stand still, and the wall clock jumps.
 *
 * ```text
 * sleep    ---z----       z: 5_000
 * now()    012(5003)…     virtual time, and 5 s from 3 ms on
 * ```
 *
 * A mark stands for the ms in `durations`, or for an hour; less than nothing is a clock that is set back.
 *
 * Errors: `RangeError` for a duration that is no number of ms.
 */
export function drawnSleep(
  scheduler: SchedulerLike,
  diagram: string,
  durations: Readonly<Record<string, number>> = {},
): DrawnSleep {
  let slept = 0;
  for (const { frame, marks } of readDiagram(diagram)) {
    for (const mark of marks) {
      const duration = Object.hasOwn(durations, mark) ? (durations[mark] as number) : 3_600_000;
      if (!Number.isFinite(duration)) throw new RangeError(`${mark} sleeps a number of ms; got ${duration}`);
      scheduler.schedule(() => (slept += duration), frame);
    }
  }
  return { now: () => scheduler.now() + slept };
}
