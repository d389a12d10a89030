import { brand } from '../core/brand.js';

/**
 * A request that got no reply: none in time, the request was dropped before it left (`dispose` drops it too), or the
 * link that carried it ended. One that is still queued waits on through `disconnect`. After `timeout` and `interrupted` the peer may or may not have acted.
 */
export class RequestError extends Error {
  declare readonly name: 'RequestError';

  constructor(
    readonly reason: 'timeout' | 'dropped' | 'interrupted',
    message: string,
    /** The id of the request. */
    readonly id: string,
    cause?: unknown,
  ) {
    super(`request ${id}: ${message}`, cause === undefined ? undefined : { cause });
  }
}
brand(RequestError, 'RequestError');
