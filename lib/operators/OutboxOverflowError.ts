import { brand } from '../core/brand.js';

/** Thrown by `send` of an outbox with `overflow: 'error'` that has no room; the queue is as it was before. */
export class OutboxOverflowError extends Error {
  declare readonly name: 'OutboxOverflowError';

  constructor(
    /** Messages that the outbox holds. */
    readonly queued: number,
    /** Their bytes. */
    readonly queuedBytes: number,
  ) {
    super(`outbox full: ${queued} messages, ${queuedBytes} bytes; raise capacity or maxBytes`);
  }
}
brand(OutboxOverflowError, 'OutboxOverflowError');
