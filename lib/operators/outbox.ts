import {
  EMPTY,
  Subject,
  defer,
  endWith,
  filter,
  finalize,
  ignoreElements,
  interval,
  merge,
  of,
  switchMap,
  take,
  tap,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { Connection } from '../core/Connection.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
import { boundedQueue } from './boundedQueue.js';
import type { BoundedQueueConfig } from './boundedQueue.js';
import { OutboxOverflowError } from './OutboxOverflowError.js';
import type { Dropped, DropReason, SendOutcome } from './SendOutcome.js';

export interface OutboxConfig<Out> extends BoundedQueueConfig<Out> {
  /** Writing pauses while the connection has so many bytes or more unsent. @defaultValue 1_048_576 */
  readonly highWaterMark?: number;
  /** Writing goes on when the unsent bytes are down to so many. @defaultValue a quarter of the high-water mark */
  readonly lowWaterMark?: number;
  /** How often a paused outbox looks at `buffered()`, in ms: the platform has no event for it. @defaultValue 20 */
  readonly pollInterval?: number;
}

/** What became of one message in the end. */
export type Settled<Out> =
  { readonly status: 'sent'; readonly message: Out } | (Dropped & { readonly message: Out });

/** Numbers of an outbox; `enqueued` is `sent` plus all `dropped` plus `queued`, at every instant. */
export interface OutboxCounts {
  readonly enqueued: number;
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Messages whose fate is not decided: those that wait, and one that is being written. */
  readonly queued: number;
  /** Bytes of the messages that wait. */
  readonly queuedBytes: number;
}

/** A bounded queue in front of a connection that comes and goes. */
export interface Outbox<Out> {
  /** Sends now if it can, otherwise queues or drops; says which. */
  send(message: Out): SendOutcome;
  /** The operator that delivers: put it behind `reconnect`, and behind whatever resubscribes. */
  deliver<C extends Connection<unknown, Out>>(): MonoTypeOperatorFunction<Lifecycle<C>>;
  /** The fate of every message, once, when it is decided; hot, completes on `dispose`. */
  readonly settled$: Observable<Settled<Out>>;
  counts(): OutboxCounts;
  /** Takes back a message, by identity, if it waits: its fate is `dropped` with reason `withdrawn`. */
  withdraw(message: Out): void;
  /** Drops what is queued, with reason `disposed`, and everything that is sent later. */
  dispose(): void;
}

/**
 * Keeps what is sent while there is no connection, within bounds, and paces what is sent while there is one.
 *
 * ```text
 * lifecycle$          i----c------w----i---c---
 * send                --a-----b-----d---e------
 * answer                q     s     q   q
 * on the wire         -----a--b------------(de)
 * ```
 *
 * - Messages leave in the order of their sending, each once, after the connection has passed whatever stands before
 *   `deliver` in the pipe (gate, resubscription). One that meets a link that is closing stays for the next.
 * - While `buffered()` is at `highWaterMark` or above, nothing is written: a stalled peer costs `highWaterMark` bytes
 *   plus one message on the wire side, and `maxBytes` here.
 * - Every drop is reported once on `settled$`, and is the answer of `send` when it befalls the message itself.
 *
 * The queue outlives connections and lifecycles, so it belongs to the object and not to a subscription; deliver it
 * into one lifecycle at a time.
 *
 * Errors: `RangeError` or `TypeError` at construction, naming the option and its value; `OutboxOverflowError` from
 * `send` with `overflow: 'error'`. Finalization: timers run only while delivering to a connection that is stalled.
 *
 * @example
 * ```ts
 * import { backoff, fromWebSocket, outbox, reconnect } from 'rxwire';
 *
 * const box = outbox<string>({ capacity: 100, overflow: 'drop-oldest' });
 * const lifecycle$ = fromWebSocket({ url: 'wss://example.org' }).pipe(reconnect(backoff()), box.deliver());
 * box.send('kept until the link is up');
 * ```
 */
export function outbox<Out>(config: OutboxConfig<Out> = {}): Outbox<Out> {
  const { highWaterMark = 1_048_576, lowWaterMark = highWaterMark / 4, pollInterval = 20 } = config;
  checkNumber('highWaterMark', highWaterMark, 1);
  checkNumber('lowWaterMark', lowWaterMark);
  checkNumber('highWaterMark', highWaterMark, lowWaterMark);
  checkDuration('pollInterval', pollInterval, 1);

  const settled$ = new Subject<Settled<Out>>();
  const stall$ = new Subject<void>();
  const dropped: Record<DropReason, number> = {
    overflow: 0,
    superseded: 0,
    expired: 0,
    'too-large': 0,
    unsendable: 0,
    withdrawn: 0,
    disposed: 0,
  };
  let enqueued = 0;
  let sent = 0;
  let undecided = 0;
  let stalled = false;
  let draining = false;
  let disposed = false;
  let link: Connection<unknown, Out> | undefined;

  const drop = (message: Out, reason: DropReason, cause?: unknown): SendOutcome => {
    const outcome: Dropped = { status: 'dropped', reason, ...(cause !== undefined && { cause }) };
    undecided -= 1;
    dropped[reason] += 1;
    settled$.next({ ...outcome, message });
    return outcome;
  };
  const queue = boundedQueue<Out>(config, drop);

  /** The link, if it takes messages now. */
  const writable = (): Connection<unknown, Out> | undefined => {
    if (link === undefined || stalled) return undefined;
    if (link.buffered() < highWaterMark) return link;
    stalled = true;
    stall$.next();
    return undefined;
  };

  /** Writes one message and decides its fate; `undefined` when the link is closing: then it is for the next one. */
  const write = (connection: Connection<unknown, Out>, message: Out): SendOutcome | undefined => {
    try {
      if (!sendIfOpen(connection, message)) return disposed ? drop(message, 'disposed') : undefined;
    } catch (error) {
      return drop(message, 'unsendable', error);
    }
    undecided -= 1;
    sent += 1;
    if (settled$.observed) settled$.next({ status: 'sent', message });
    return { status: 'sent' };
  };

  /** Writes what is queued while the link takes it; what is sent meanwhile by a handler waits for its turn. */
  const drain = (): void => {
    draining = true;
    for (let open = writable(); open !== undefined; open = writable()) {
      const item = queue.take();
      if (item === undefined) break;
      if (write(open, item.message) === undefined) {
        queue.giveBack(item);
        break;
      }
    }
    draining = false;
  };

  const send = (message: Out): SendOutcome => {
    enqueued += 1;
    undecided += 1;
    if (disposed) return drop(message, 'disposed');
    const open = queue.size > 0 || draining ? undefined : writable();
    if (open !== undefined) {
      draining = true;
      const outcome = write(open, message);
      drain();
      if (outcome !== undefined) return outcome;
    }
    let answer: number | DropReason;
    try {
      answer = queue.offer(message);
    } catch (error) {
      return drop(message, 'unsendable', error);
    }
    if (typeof answer === 'number') return { status: 'queued', ahead: answer };
    const outcome = drop(message, answer);
    if (answer === 'overflow' && config.overflow === 'error') {
      throw new OutboxOverflowError(queue.size, queue.bytes);
    }
    return outcome;
  };

  /** Looks after a link that is stalled, again and again until it takes messages. */
  const pace = (connection: Connection<unknown, Out>): Observable<never> =>
    stall$.pipe(
      switchMap(() =>
        interval(pollInterval).pipe(
          filter(() => connection.buffered() <= lowWaterMark),
          take(1),
        ),
      ),
      tap(() => {
        stalled = false;
        drain();
      }),
      ignoreElements(),
    );

  return {
    send,
    withdraw: queue.withdraw,
    settled$: settled$.asObservable(),
    deliver:
      <C extends Connection<unknown, Out>>() =>
      (source$: Observable<Lifecycle<C>>) =>
        source$.pipe(
          // Ends the delivery when the lifecycle completes while connected.
          endWith(undefined),
          switchMap((state) => {
            if (state === undefined) return EMPTY;
            if (state.status !== 'connected') return of(state);
            const { connection } = state;
            return defer(() => {
              link = connection;
              stalled = false;
              return merge(pace(connection), of(state).pipe(tap({ complete: drain })));
            }).pipe(
              finalize(() => {
                if (link === connection) link = undefined;
              }),
            );
          }),
        ),
    counts: () => ({
      enqueued,
      sent,
      dropped: { ...dropped },
      queued: undecided,
      queuedBytes: queue.bytes,
    }),
    dispose: () => {
      if (disposed) return;
      disposed = true;
      queue.clear('disposed');
      settled$.complete();
    },
  };
}
