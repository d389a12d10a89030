import { ConnectionError } from '../core/ConnectionError.js';

/** The error for a peer that was asked, and has not answered for `timeout` ms. */
export function noAnswer(timeout: number): ConnectionError {
  return new ConnectionError('heartbeat-timeout', `no answer within ${timeout} ms`, { timeout });
}
