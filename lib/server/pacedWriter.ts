import { asyncScheduler, fromEvent, share, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { boundedQueue } from '../operators/boundedQueue.js';
import type { BoundedQueueConfig } from '../operators/boundedQueue.js';
import type { DropReason } from '../operators/SendOutcome.js';
import type { HttpResponse } from './HttpResponse.js';

/** A message and how it is written. */
export interface Written<T> {
  readonly message: T;
  readonly text: string;
}

/** Writes to a response as fast as its client reads. */
export interface PacedWriter<T> {
  /** Writes now if the client keeps up, otherwise queues it, or says why not. */
  write(written: Written<T>): DropReason | undefined;
  /** How many messages wait. */
  readonly waiting: number;
  /** Whether the response is full: what is written now only waits in it. */
  readonly isFull: boolean;
  /** When something was written last, in ms of the scheduler's clock. */
  readonly writtenAt: number;
  /** Emits whenever the response has room again, after what waits has been written to it. Subscribe, or it never is. */
  readonly drained$: Observable<unknown>;
}

/**
 * Writes to a response until it is full, which Node says from 16 KiB on, and then queues within bounds until it has
 * drained.
 *
 * ```text
 * write        a b c d e
 * response     (ab)f----r     f: full, r: drained
 * written      a b      (cde)
 * ```
 */
export function pacedWriter<T>(
  response: HttpResponse,
  bounds: Omit<BoundedQueueConfig<Written<T>>, 'sizeOf'>,
  dropped: (message: T, reason: DropReason) => void,
): PacedWriter<T> {
  const sizeOf = ({ text }: Written<T>): number => Buffer.byteLength(text);
  const queue = boundedQueue<Written<T>>({ ...bounds, sizeOf }, ({ message }, reason) =>
    dropped(message, reason),
  );
  let isFull = false;
  let isFlushing = false;
  let writtenAt = asyncScheduler.now();

  const write = ({ text }: Written<T>): void => {
    writtenAt = asyncScheduler.now();
    isFull = !response.write(text);
    response.flush?.();
  };
  const flush = (): void => {
    isFull = false;
    isFlushing = true;
    for (let next = queue.take(); next !== undefined; next = isFull ? undefined : queue.take()) {
      write(next.message);
    }
    isFlushing = false;
  };

  return {
    write: (written) => {
      // What `dropped` brings while the queue is written out has its place behind what waits.
      if (!isFull && !isFlushing) {
        write(written);
        return undefined;
      }
      const answer = queue.offer(written);
      return typeof answer === 'number' ? undefined : answer;
    },
    get waiting() {
      return queue.size;
    },
    get isFull() {
      return isFull;
    },
    get writtenAt() {
      return writtenAt;
    },
    drained$: fromEvent(response, 'drain').pipe(tap(flush), share()),
  };
}
