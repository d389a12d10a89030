import type { Target } from './startTarget.js';

/** One way to do a hub harm. */
export interface Attack {
  /** What it is called, in the tests and in `docs/security.md`. */
  readonly name: string;
  /** What is done. */
  readonly tried: string;
  /** What comes of it, in words. */
  readonly got: string;
  /** Does it, and says what came of it. Leaves no connection open. */
  run(target: Target): Promise<unknown>;
  /** What has to come of it. */
  readonly answer: unknown;
}

/** How often each answer came. */
export function tally(answers: readonly (number | string)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
