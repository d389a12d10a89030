import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/** One turn of a diagram: its time in ms, and its marks in order; `#` and `|` are marks like any other. */
export interface DrawnTurn {
  readonly frame: number;
  readonly marks: readonly string[];
}

/** Reads a diagram as `TestScheduler.run` does: a character is 1 ms, `29s` and `(ab)` mean what they mean there. */
export function readDiagram(diagram: string): readonly DrawnTurn[] {
  const turns = new Map<number, string[]>();
  for (const { frame, notification } of parseInMilliseconds(diagram)) {
    const mark =
      notification.kind === 'N' ? String(notification.value) : notification.kind === 'C' ? '|' : '#';
    turns.set(frame, [...(turns.get(frame) ?? []), mark]);
  }
  return [...turns].map(([frame, marks]) => ({ frame, marks }));
}

/** Outside of `run` a character would be 10 ms. */
function parseInMilliseconds(diagram: string): ReturnType<typeof TestScheduler.parseMarbles> {
  const before = TestScheduler.frameTimeFactor;
  TestScheduler.frameTimeFactor = 1;
  try {
    return TestScheduler.parseMarbles(diagram, undefined, undefined, true, true);
  } finally {
    TestScheduler.frameTimeFactor = before;
  }
}

/** Plays a diagram from now on, turn by turn; unsubscribing stops it. Never plays in the turn of the call itself. */
export function playDiagram(
  turns: readonly DrawnTurn[],
  scheduler: SchedulerLike,
  act: (mark: string) => void,
): Subscription {
  const playing = new Subscription();
  for (const { frame, marks } of turns) {
    playing.add(scheduler.schedule(() => marks.forEach((mark) => playing.closed || act(mark)), frame));
  }
  return playing;
}

/** The diagrams of the dials in turn, of which there has to be one. */
export function listOfDiagrams(diagrams: string | readonly string[]): readonly string[] {
  const list = [diagrams].flat();
  if (list.length > 0) return list;
  throw new TypeError(
    'there is no diagram: draw one for each dial in turn, the last one for all that follow',
  );
}

/** The diagram of the dial with this number, from 0: one each, the last one for all that follow. */
export function diagramOf<T>(diagrams: readonly T[], dial: number): T {
  return diagrams[Math.min(dial, diagrams.length - 1)] as T;
}

/**
 * Throws unless a diagram can happen: one opening, and nothing that needs an open link before it.
 *
 * `opens` and `needsOpening` say so of a mark.
 */
export function checkDiagram(
  diagram: string,
  is: { readonly opens: (mark: string) => boolean; readonly needsOpening: (mark: string) => boolean },
): readonly DrawnTurn[] {
  const turns = readDiagram(diagram);
  let open = false;
  for (const mark of turns.flatMap(({ marks }) => marks)) {
    if (is.opens(mark)) {
      if (open) throw new TypeError(`'${diagram}' opens twice: ${mark} comes after the opening`);
      open = true;
    } else if (!open && is.needsOpening(mark)) {
      throw new TypeError(`'${diagram}' has ${mark} before the opening: draw an o first`);
    }
  }
  return turns;
}
