/**
 * A function that tells the time of a clock as ISO 8601 text, in UTC.
 *
 * ```text
 * now() → 0, 0, 1   →   '1970-01-01T00:00:00.000Z' twice, '1970-01-01T00:00:00.001Z'
 * ```
 *
 * The text of the last millisecond is kept: making it anew costs 1 µs, more than all other checks of a message.
 *
 * Errors: throws a `RangeError` for NaN and for moments beyond the range of a Date, and whatever the clock throws.
 */
export function timestamps(now: () => number): () => string {
  let moment = NaN;
  let text = '';

  return () => {
    const present = now();
    if (present !== moment) {
      text = new Date(present).toISOString();
      moment = present;
    }
    return text;
  };
}
