import { ConnectionError } from './ConnectionError.js';

/** The end of a link that was open, in the words of the WebSocket standard. */
export function linkClosed(
  code: number,
  reason: string,
  wasClean: boolean,
  cause?: unknown,
): ConnectionError {
  return new ConnectionError(
    'closed',
    `closed with ${code}${reason && `: ${reason}`}`,
    { code, reason, wasClean },
    cause,
  );
}
