import type { SchedulerLike } from 'rxjs';
import { readDiagram } from './playDiagram.js';

/**
 * Draws what the test does, and when.
 *
 * ```text
 * act('c----s----x', { c: client.connect, s: () => client.send('hi'), x: client.dispose })
 * ```
 *
 * Before frames of the same ms arrive; at 0, in the order in which the test says it: after an expectation that stands above.
 *
 * Errors: `TypeError` for a mark that stands for nothing.
 */
export function drawnActs(
  scheduler: SchedulerLike,
  diagram: string,
  acts: Readonly<Record<string, () => unknown>>,
): void {
  for (const { frame, marks } of readDiagram(diagram)) {
    for (const mark of marks) {
      const act = Object.hasOwn(acts, mark) ? acts[mark] : undefined;
      if (act === undefined) throw new TypeError(`'${diagram}' does ${mark}, which stands for nothing`);
      scheduler.schedule(() => void act(), frame);
    }
  }
}
