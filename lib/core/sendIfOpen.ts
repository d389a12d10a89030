import type { Connection } from './Connection.js';
import { ConnectionError } from './ConnectionError.js';

/**
 * Sends, and says whether the link took the message: `false` when it is closing or closed. How it ends is told by the
 * connection's source alone.
 *
 * Errors: whatever else `send` throws, such as a codec for a message that it cannot encode.
 */
export function sendIfOpen<Out>(connection: Connection<unknown, Out>, message: Out): boolean {
  try {
    connection.send(message);
    return true;
  } catch (error) {
    if (error instanceof ConnectionError && error.kind === 'not-open') return false;
    throw error;
  }
}
