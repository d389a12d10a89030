import { asyncScheduler, defer, map, of, retry, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { ChannelError } from './ChannelError.js';
import { errorOf } from './errorOf.js';
import type { SyncMessage } from './SyncMessage.js';

/** The answer to a publish: it was taken. */
export interface PublishReply {
  /** The id of the publication, which its observers see too. */
  readonly id: string;
  /** Its place in the channel's history; `undefined` where none is kept. */
  readonly offset: number | undefined;
  /** The run of the history that the offset belongs to. */
  readonly epoch: string | undefined;
  /** True: an earlier try with this id had been taken already. */
  readonly duplicate: boolean;
}

export interface PublishRequestConfig<In, Out> {
  readonly request: (
    message: Out,
    config: { readonly timeout: number; readonly isReply: (message: In) => boolean },
  ) => Observable<In>;
}

/**
 * Sends one message until it is answered, each time with the same id, so that the peer takes it once.
 *
 * ```text
 * link      c-----x----c--------
 * sent      m          m              the first may have arrived: its acknowledgement was lost
 * emits     --------------(p|)        position, duplicate: true
 * ```
 *
 * `timeout` in ms, from the subscription on, all tries together.
 *
 * Errors: `ChannelError`: the peer's answer; `TIMEOUT`; `UNAVAILABLE` when the client dropped it.
 */
export function publishRequest<In extends SyncMessage, Out>(
  config: PublishRequestConfig<In, Out>,
  message: Out & { readonly id: string; readonly channel: string },
  timeout: number,
): Observable<PublishReply> {
  checkDuration('timeout', timeout, 1);
  const { id, channel } = message;
  const isReply = ({ type, data }: SyncMessage): boolean =>
    type === 'error' || (type === 'systemMessage' && (data as { action?: unknown } | null)?.action === 'ack');

  return defer(() => {
    const deadline = asyncScheduler.now() + timeout;
    const left = (): number => deadline - asyncScheduler.now();
    return defer(() => config.request(message, { timeout: Math.max(1, left()), isReply })).pipe(
      retry({
        delay: (error: unknown) => {
          if (reasonOf(error) === 'interrupted' && left() > 0) return of(0);
          throw isUnanswered(error)
            ? unanswered(channel, reasonOf(error) === 'timeout' || left() <= 0, timeout, error)
            : error;
        },
      }),
    );
  }).pipe(
    take(1),
    map(({ type, data }) => {
      if (type === 'error') throw errorOf(channel, data);
      const { offset, epoch, duplicate } = data as Partial<PublishReply>;
      return { id, offset, epoch, duplicate: duplicate === true };
    }),
  );
}

/** By structure: the client, and its `RequestError`, may be anybody's. */
function reasonOf(error: unknown): unknown {
  return (error as { readonly reason?: unknown } | null | undefined)?.reason;
}

function isUnanswered(error: unknown): boolean {
  return ['timeout', 'dropped', 'interrupted'].includes(String(reasonOf(error)));
}

function unanswered(channel: string, isLate: boolean, timeout: number, cause: unknown): ChannelError {
  const details = isLate
    ? { code: 'TIMEOUT', message: `no reply within ${timeout} ms` }
    : { code: 'UNAVAILABLE', message: 'the client dropped it' };
  return new ChannelError(channel, { ...details, retryable: true }, cause);
}
