import { Observable, asapScheduler, asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { checkNumber } from '../core/checkNumber.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { Connection, IncomingOf, OutgoingOf } from '../core/Connection.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { jsonMembers, recordedError } from './recordedError.js';
import { recordedMessage } from './recordedMessage.js';
import type { SessionEvent, SessionFixture } from './SessionFixture.js';
import { sessionLog } from './sessionLog.js';

export interface RecordConfig {
  /** Whose clock gives the times. @defaultValue `asyncScheduler`: virtual in a marble test, real elsewhere */
  readonly scheduler?: Pick<SchedulerLike, 'now'>;
  /** How many events are kept, over all dials; a dial counts as one. @defaultValue 10_000 */
  readonly maxEvents?: number;
  /** How many bytes of JSON. @defaultValue 10_485_760 */
  readonly maxBytes?: number;
  /**
   * What is not kept when that is reached. `drop-newest`: whatever comes after, so that the fixture is the beginning of the
   * session. `drop-oldest`: the oldest messages, then the oldest dials, so that it is the end, as after a failure.
   * `dropped` of the fixture counts them. @defaultValue 'drop-newest'
   */
  readonly overflow?: 'drop-newest' | 'drop-oldest';
}

/** The connections of the source, recorded. */
export interface RecordedConnections<C> extends Observable<C> {
  /**
   * What happened so far, as JSON.
   *
   * Errors: `TypeError` when a message was neither text nor bytes nor JSON, or one subscription brought several
   * connections: then there is no fixture that would be true.
   */
  fixture(): SessionFixture;
}

/**
 * Records a live session: gives the connections through, and keeps what happens to them as a fixture for `replay`.
 *
 * ```text
 * connection$           --c-----------#
 * c.incoming$             a----b------|
 * c.send(x)               --x---------
 * record(connection$)   --c-----------#
 * fixture()             2 open, 2 incoming a, 4 sent x, 7 incoming b, 14 error
 * ```
 *
 * Each subscription is a dial of the fixture. Times are ms since its beginning. Text is kept as it is, bytes as base64 (which
 * `replay` gives back as an `ArrayBuffer`, as transports do), anything else as JSON, and errors by what they say. Also kept:
 * signs of life that are no messages, and what a connection carries besides its members (`protocol`). A fixture holds what was
 * said, tokens and addresses too: read it before you commit it.
 *
 * Everything incoming is recorded, whether anybody listens or not. Errors: passes those of the source on; `RangeError` and
 * `TypeError` for wrong options. Finalization: unsubscribing unsubscribes from the source, and is recorded.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { constant, reconnect, whileConnected } from 'rxwire';
 * import { fromWebSocket } from 'rxwire/node';
 * import { record } from 'rxwire/testing';
 *
 * const session$ = record(fromWebSocket({ url: 'wss://example.org' }));
 * session$.pipe(reconnect(constant(1_000)), whileConnected(({ incoming$ }) => incoming$)).subscribe();
 *
 * process.once('SIGINT', () => {
 *   writeFileSync('session.json', JSON.stringify(session$.fixture()));
 *   process.exit();
 * });
 * ```
 */
export function record<C extends Connection<unknown, never>>(
  connection$: Observable<C>,
  config: RecordConfig = {},
): RecordedConnections<C> {
  const {
    scheduler = asyncScheduler,
    maxEvents = 10_000,
    maxBytes = 10_485_760,
    overflow = 'drop-newest',
  } = config;
  checkNumber('maxEvents', maxEvents, 1);
  checkNumber('maxBytes', maxBytes, 1);
  checkOneOf('overflow', overflow, ['drop-newest', 'drop-oldest']);
  const log = sessionLog({ maxEvents, maxBytes, overflow });
  let first: number | undefined;
  let dialledAt = 0;
  let trouble: string | undefined;

  const recorded$ = new Observable<C>((subscriber) => {
    const start = scheduler.now();
    dialledAt = Math.max(dialledAt, start - (first ??= start));
    const dial = log.dial(dialledAt);
    let connections = 0;
    let ended = false;
    let frames: ReturnType<typeof incomingFrames<IncomingOf<C>>> | undefined;
    /** The last sign of life; what takes its note back, if it is no message. */
    let life: { readonly at: number; readonly takeBack?: () => void } | undefined;

    type Fact = SessionEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;
    let latest = 0;
    // A clock may be set back; a fixture's times are not.
    const elapsed = (): number => (latest = Math.max(latest, scheduler.now() - start));
    const note = (fact: Fact): (() => void) => dial.add({ at: elapsed(), ...fact } as SessionEvent);
    const noteMessage = (event: 'incoming' | 'sent', message: unknown): (() => void) => {
      const recorded = recordedMessage(message);
      if (recorded !== undefined) return note({ event, ...recorded });
      trouble ??= `a message (${event}) is neither text nor bytes nor JSON: record the connection before what decodes it`;
      return () => {};
    };
    /** Takes the note back if what it is about throws. */
    const noted = (takeBack: () => void, act: () => void): void => {
      try {
        act();
      } catch (error) {
        takeBack();
        throw error;
      }
    };
    const end = (fact: Fact): void => {
      if (ended) return;
      ended = true;
      note(fact);
      frames?.complete();
    };

    const opened = (connection: C): void => {
      connections += 1;
      if (connections > 1) trouble ??= 'a dial brought several connections: record one link at a time';
      const incoming = (frames = incomingFrames<IncomingOf<C>>());
      note({ event: 'open', carries: jsonMembers(connection) });
      // Messages before signs of life: whoever comes first gets what the opening turn has brought.
      subscriber.add(
        connection.incoming$.subscribe({
          next: (message) => {
            // A message is a sign of life as well, and often told as one first.
            if (life?.at === elapsed()) life.takeBack?.();
            life = { at: elapsed() };
            noteMessage('incoming', message);
            incoming.next(message as IncomingOf<C>);
          },
          complete: incoming.complete,
        }),
      );
      subscriber.add(
        connection.activity$?.subscribe(() => {
          if (life?.at !== elapsed()) life = { at: elapsed(), takeBack: note({ event: 'activity' }) };
        }),
      );
      subscriber.next({
        ...connection,
        incoming$: incoming.incoming$,
        ended$: incoming.ended$,
        send: (message: OutgoingOf<C>) => {
          if (ended) return connection.send(message as never);
          noted(noteMessage('sent', message), () => connection.send(message as never));
        },
        close: (code = 1000, reason = '') => {
          if (ended) return connection.close(code, reason);
          noted(note({ event: 'close', code, reason }), () => connection.close(code, reason));
        },
      });
      subscriber.add(asapScheduler.schedule(incoming.release));
    };
    subscriber.add(() => end({ event: 'unsubscribe' }));
    subscriber.add(
      connection$.subscribe({
        next: opened,
        error: (error: unknown) => {
          end({ event: 'error', error: recordedError(error) });
          subscriber.error(error);
        },
        complete: () => {
          end({ event: 'complete' });
          subscriber.complete();
        },
      }),
    );
  });
  return Object.assign(recorded$, {
    fixture: () => {
      if (trouble !== undefined) throw new TypeError(`record: ${trouble}`);
      return log.fixture();
    },
  });
}
