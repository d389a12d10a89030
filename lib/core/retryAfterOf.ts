import { longestDelay } from './longestDelay.js';

/**
 * The `Retry-After` of a response in ms from `now`: seconds, or a date; at most 2^31 - 1 ms, which is what a timer can hold.
 * Undefined when absent or neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Math.min(Number(header) * 1_000, longestDelay);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longestDelay);
}
