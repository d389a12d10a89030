import { ChannelError } from './ChannelError.js';

/** An error of the peer's, as far as it keeps to the protocol. */
export function errorOf(channel: string, data: unknown): ChannelError {
  const { code, message, retryable, retryAfter } = (data ?? {}) as Partial<Record<string, unknown>>;
  return new ChannelError(channel, {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: typeof message === 'string' ? message : 'refused',
    retryable: retryable === true,
    retryAfter: typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter : undefined,
  });
}
