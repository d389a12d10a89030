import { brand } from '../core/brand.js';

/**
 * A channel that cannot be observed, or a publish that was not taken: the peer's answer, or that there was none. It ends
 * that one channel, or that one publish.
 */
export class ChannelError extends Error {
  declare readonly name: 'ChannelError';
  /** What went wrong, for programs: the peer's code, such as `FORBIDDEN`, or `TIMEOUT`, `UNAVAILABLE`. */
  readonly code: string;
  readonly channel: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before that, in ms, if the peer says. */
  readonly retryAfter: number | undefined;

  constructor(
    channel: string,
    details: {
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
      readonly retryAfter?: number | undefined;
    },
    cause?: unknown,
  ) {
    super(
      `channel ${channel}: ${details.code}: ${details.message}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = details.code;
    this.channel = channel;
    this.retryable = details.retryable;
    this.retryAfter = details.retryAfter;
  }
}
brand(ChannelError, 'ChannelError');
