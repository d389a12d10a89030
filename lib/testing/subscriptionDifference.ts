import { alignedMarks } from './alignedMarks.js';
import type { Mark } from './alignedMarks.js';

/** When a stream was subscribed to and left, as rxjs's scheduler keeps it. */
export interface SubscriptionLog {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/**
 * Draws subscriptions as they were under those that were expected.
 *
 * ```text
 *   expected  ^--!
 *             ---^--!
 *   actual    ^--!
 *             ---^----!
 * ```
 */
export function subscriptionDifference(
  actual: readonly SubscriptionLog[],
  expected: readonly SubscriptionLog[],
): string {
  const drawn = alignedMarks([...expected, ...actual].map(marksOf));
  return [
    ...block('expected', drawn.slice(0, expected.length)),
    ...block('actual', drawn.slice(expected.length)),
  ].join('\n');
}

function marksOf({ subscribedFrame, unsubscribedFrame }: SubscriptionLog): readonly Mark[] {
  return [
    { frame: subscribedFrame, mark: '^' },
    { frame: unsubscribedFrame, mark: '!' },
  ].filter(({ frame }) => frame !== Infinity);
}

function block(title: string, lines: readonly string[]): readonly string[] {
  const shown = lines.length === 0 ? ['(none)'] : lines;
  return shown.map((line, index) => `  ${(index === 0 ? title : '').padEnd(8)}  ${line}`);
}
