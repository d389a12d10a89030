import { BehaviorSubject, distinctUntilChanged, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/** A state that is drawn by words, on the time line of the test. */
export interface DrawnWords<W extends string> {
  /** The word that holds now. */
  readonly word: () => W;
  /** The word that holds, and each that follows. */
  readonly word$: Observable<W>;
  /** Whether the word that holds is one of these: now, and at each change. */
  holds(...words: readonly W[]): Observable<boolean>;
}

/**
 * Reads a diagram of words, such as `on---off--on`.
 *
 * ```text
 * time    0123456789
 * words   on---off--on     on at 0, off at 5, on at 10
 * ```
 *
 * A word holds from its first character on, until the next; all its characters take a ms each, as those of a group in
 * parentheses do, so that columns of diagrams under one another are the same time. Spaces take no time; a time such as
 * ` on 5s off ` stands between spaces. What holds before the first word is the first of `words`. At one and the same ms
 * words change before frames that were drawn arrive.
 *
 * Errors: `RangeError` for anything else in the diagram.
 */
export function drawnWords<W extends string>(
  scheduler: TestScheduler,
  diagram: string,
  words: readonly [W, ...W[]],
): DrawnWords<W> {
  const state$ = new BehaviorSubject<W>(words[0]);
  for (const { frame, notification } of parsed(diagram, words)) {
    if (notification.kind !== 'N') continue;
    const word = notification.value as W;
    if (frame === 0) state$.next(word);
    else scheduler.schedule(() => state$.next(word), frame);
  }
  const word$ = state$.pipe(distinctUntilChanged());
  return {
    word: () => state$.value,
    word$,
    holds: (...wanted) =>
      word$.pipe(
        map((word) => wanted.includes(word)),
        distinctUntilChanged(),
      ),
  };
}

/** Marks that no diagram uses. */
const firstMark = 0xe000;

function parsed(diagram: string, words: readonly string[]): ReturnType<typeof TestScheduler.parseMarbles> {
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const marks = Object.fromEntries(
    longestFirst.map((word, index) => [String.fromCharCode(firstMark + index), word]),
  );
  const drawn = Object.entries(marks).reduce(
    (text, [mark, word]) => text.replaceAll(word, mark.padEnd(word.length, '-')),
    diagram,
  );
  const rest = drawn.replace(/(^|\s)(\d+(\.\d+)?(ms|s|m)(\s+|$))+/g, ' ').replace(/[\s\-\ue000-\ue00f]/g, '');
  if (rest !== '') {
    throw new RangeError(`'${diagram}' may hold ${words.join(', ')}, dashes and times; got '${rest}'`);
  }
  return TestScheduler.parseMarbles(drawn, marks, undefined, false, true);
}
