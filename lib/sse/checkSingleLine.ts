/**
 * Throws a `TypeError` that names the field unless it is text that one line of an event stream can carry: CR and LF would
 * end the line and begin a field of the sender's choice.
 */
export function checkSingleLine(field: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw new TypeError(`${field} must be a string; got ${value === null ? 'null' : typeof value}`);
  }
  if (/[\r\n]/.test(value)) {
    throw new TypeError(`${field} cannot hold a line end; got ${JSON.stringify(value)}`);
  }
}

/** The same for an ID: one that holds NULL is ignored by whoever reads it. */
export function checkId(field: string, value: unknown): asserts value is string {
  checkSingleLine(field, value);
  if (value.includes('\0')) {
    throw new TypeError(`${field} cannot hold NULL; got ${JSON.stringify(value)}`);
  }
}
