import * as t from 'io-ts';

/** The present as ISO 8601 text, or an error at `timestamp`: the clock is the application's, and may throw. */
export function readClock(timestamp: () => string, context: t.Context): t.Validation<string> {
  try {
    return t.success(timestamp());
  } catch {
    return t.failure(undefined, t.appendContext(context, 'timestamp', t.string), 'the clock gave no time');
  }
}
