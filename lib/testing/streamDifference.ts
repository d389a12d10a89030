import { TestScheduler } from 'rxjs/testing';
import { alignedMarks } from './alignedMarks.js';
import type { Mark } from './alignedMarks.js';
import { firstDifference } from './firstDifference.js';
import { isMark, markLegend } from './markLegend.js';
import type { Equality } from './markLegend.js';
import { showValue } from './showValue.js';

/** What a stream told, as rxjs's scheduler keeps it. */
export type Told = ReturnType<typeof TestScheduler.parseMarbles>[number];

/** The diagram that was expected. */
export interface ExpectedDiagram {
  readonly marbles: string;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Draws what was told under what was expected, and says what the marks stand for.
 *
 * ```text
 *   expected  --a--b|
 *   actual    --a---A|
 *
 *   a = { id: 1 }
 *   b = { id: 2 }
 *   A = { id: 3 }
 *
 *   from 5 ms on
 * ```
 */
export function streamDifference(
  actual: readonly Told[],
  expected: readonly Told[],
  areEqual: Equality,
  diagram?: ExpectedDiagram,
): string {
  const values = [...expected, ...actual].map(valueOf);
  const itself = values.filter((value): value is string => typeof value === 'string' && isMark(value));
  const legend = markLegend(areEqual, diagram?.values, itself);

  const drawn = diagram && TestScheduler.parseMarbles(diagram.marbles, undefined, undefined, false, true);
  const wanted = expected.map((told, index) => {
    const mark = drawn && valueOf(drawn[index] as Told);
    if (typeof mark === 'string') legend.define(mark, valueOf(told));
    return marked(told, (value) => (typeof mark === 'string' ? mark : legend.markFor(value)));
  });
  const got = actual.map((told, index) => {
    const there = expected[index];
    const fits = there?.notification.kind === 'N' && areEqual(valueOf(told), valueOf(there));
    return marked(told, (value) => (fits ? (wanted[index] as Mark).mark : legend.markFor(value)));
  });

  const [top = '', bottom = ''] = alignedMarks([wanted, got]);
  const lines = [...legend.lines(), ...errorLines(errorOf(actual), errorOf(expected), areEqual)];
  const first = Array.from({ length: Math.max(wanted.length, got.length) }).findIndex(
    (_, index) =>
      !isSame(wanted[index], got[index]) || !areEqual(errorAt(actual, index), errorAt(expected, index)),
  );
  return [
    `  expected  ${top || nothing}\n  actual    ${bottom || nothing}`,
    ...(lines.length > 0 ? [lines.map((line) => `  ${line}`).join('\n')] : []),
    ...(first < 0 ? [] : [`  ${closerLook(actual[first], expected[first], areEqual)}`]),
  ].join('\n\n');
}

const nothing = '(nothing)';
const noError = Symbol('no error');

const valueOf = ({ notification }: Told): unknown =>
  notification.kind === 'N' ? (notification.value as unknown) : undefined;

function errorOf(told: readonly Told[]): unknown {
  for (const { notification } of told) if (notification.kind === 'E') return notification.error as unknown;
  return noError;
}

function marked({ frame, notification }: Told, markOf: (value: unknown) => string): Mark {
  if (notification.kind === 'N') return { frame, mark: markOf(notification.value) };
  return { frame, mark: notification.kind === 'E' ? '#' : '|' };
}

function errorLines(actual: unknown, expected: unknown, areEqual: Equality): readonly string[] {
  if (actual === noError && expected === noError) return [];
  if (actual === noError) return [`# = ${showValue(expected)}`];
  if (expected === noError || areEqual(actual, expected)) return [`# = ${showValue(actual)}`];
  return [`# expected = ${showValue(expected)}`, `# actual   = ${showValue(actual)}`];
}

const isSame = (one: Mark | undefined, other: Mark | undefined): boolean =>
  one?.frame === other?.frame && one?.mark === other?.mark;

function errorAt(told: readonly Told[], index: number): unknown {
  const notification = told[index]?.notification;
  return notification?.kind === 'E' ? (notification.error as unknown) : noError;
}

/** Since when they differ, and in what, if both have a value or an error there. */
function closerLook(actual: Told | undefined, expected: Told | undefined, areEqual: Equality): string {
  const since = `from ${Math.min(actual?.frame ?? Infinity, expected?.frame ?? Infinity)} ms on`;
  if (actual === undefined || actual.notification.kind !== expected?.notification.kind) return since;
  const [one, other] = [actual, expected].map((told) => valueOf(told) ?? errorAt([told], 0));
  const inside = areEqual(one, other) ? undefined : firstDifference(one, other, areEqual);
  return inside === undefined ? since : `${since}: ${inside}`;
}
