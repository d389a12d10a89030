import type { ConnectionError } from '../core/ConnectionError.js';
import { linkClosed } from '../core/linkClosed.js';

/** What `#` means unless something else is given: the link broke. */
export function brokenLink(): ConnectionError {
  return closedBy(1006);
}

/** An end by a close frame, for the values of a diagram. */
export function closedBy(code: number, reason = ''): ConnectionError {
  return linkClosed(code, reason, code !== 1006);
}
