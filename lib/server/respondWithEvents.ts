import {
  EMPTY,
  catchError,
  concat,
  defer,
  endWith,
  filter,
  finalize,
  fromEvent,
  ignoreElements,
  merge,
  startWith,
  take,
  takeUntil,
  takeWhile,
  tap,
  throwError,
  timeout,
} from 'rxjs';
import type { Observable, ObservableInput } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { BoundedQueueConfig } from '../operators/boundedQueue.js';
import type { DropReason } from '../operators/SendOutcome.js';
import { formatEventStreamBlock } from '../sse/formatEventStreamBlock.js';
import type { EventStreamBlock } from '../sse/formatEventStreamBlock.js';
import { cutResponse, endResponse, isOver, leaveResponse } from './endResponse.js';
import type { HttpRequest } from './HttpRequest.js';
import type { HttpResponse } from './HttpResponse.js';
import { lastEventIdOf } from './lastEventIdOf.js';
import { pacedWriter } from './pacedWriter.js';
import { sendHead } from './sendHead.js';
import { whileQuiet } from './whileQuiet.js';

/** What waits while the client reads more slowly than the events come, and what gives way. */
export interface EventStreamBounds extends Pick<
  BoundedQueueConfig<EventStreamBlock>,
  'maxBytes' | 'timeToLive'
> {
  /** Most events that wait; 1 or more. @defaultValue 10_000 */
  readonly capacity?: number;
  /**
   * What gives way when there is no room. `disconnect`: no event; the client gets what waits, is cut off, and resumes with
   * its last event ID when it reconnects. `drop-oldest`, `drop-newest`: an event, which the client never hears of.
   * `latest-by-key`: an earlier event with the same key, and then the oldest. @defaultValue 'disconnect'
   */
  readonly overflow?: 'disconnect' | 'drop-oldest' | 'drop-newest' | 'latest-by-key';
  /** The key of an event; `latest-by-key` needs it. */
  readonly key?: (block: EventStreamBlock) => string;
}

export interface RespondWithEventsConfig extends EventStreamBounds {
  /** The request: of `node:http`, `node:http2`'s compatibility API or Express; Fastify's is `request.raw`. */
  readonly request: HttpRequest;
  /** Its response, unsent; Fastify's is `reply.raw`, after `reply.hijack()`. */
  readonly response: HttpResponse;
  /**
   * The events for this client, from behind `lastEventId` on: what its `Last-Event-ID` header says, or the parameter
   * `lastEventId` of the URL, or the empty string. It is a stranger's text. May throw, and may give a promise.
   */
  readonly events: (context: { readonly lastEventId: string }) => ObservableInput<EventStreamBlock>;
  /** Silence after which a comment is written, so that proxies keep the link, in ms; `Infinity`: none. @defaultValue 15_000 */
  readonly keepAlive?: number;
  /** How long the client may take, after the last event, from one piece of what waits to the next, in ms. @defaultValue 10_000 */
  readonly closeTimeout?: number;
  /**
   * What to tell the client, as the last event of a response that ends in order, when `events` fails. Undefined, as without
   * it: the response is cut off, so that nobody takes it for whole.
   */
  readonly onError?: (context: { readonly error: unknown }) => EventStreamBlock | undefined;
  /** Told of each event that a bound kept from the client. */
  readonly onDrop?: (context: { readonly block: EventStreamBlock; readonly reason: DropReason }) => void;
}

const policies = ['disconnect', 'drop-oldest', 'drop-newest', 'latest-by-key'];

/**
 * Answers a request with an event stream, while subscribed.
 *
 * ```text
 * events$         ---a------b---------------c--|
 * response        h--a------b-----:----:----c--e|    h: 200 and headers, :: keep-alive, e: end
 * client leaves                     !
 * response        h--a------b-----:-|
 * ```
 *
 * Cold: the subscription calls `events`, sends the headers (`Content-Type: text/event-stream`, `Cache-Control: no-store`,
 * `X-Accel-Buffering: no`, and those set on the response before) and writes what comes. It emits nothing.
 *
 * - Ends of the client's are no errors: when it leaves, `events` is unsubscribed from and the result completes.
 * - Back-pressure: while the client does not read, events wait within `capacity` and `maxBytes`; `overflow` says what
 *   gives way. Nothing is written to a client that does not read, no keep-alive either.
 * - When `events` completes, the client gets what waits and the response ends. An EventSource then reconnects. To stop it,
 *   answer that with an observable that is empty at once: 204, No Content, after which no client comes back.
 * - A HEAD is answered with the headers; `events` is not called.
 *
 * Errors: those of `events`, a `TypeError` for an event that the format cannot carry, and a `TypeError` if the headers
 * have been sent. The client is told by 500 if nothing was sent yet, otherwise see `onError`. At construction, a
 * `RangeError` or `TypeError` for a wrong option.
 *
 * Finalization: unsubscribing ends the response; if the client has not read all, it is cut off. No timer or listener stays.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#server-sent-events
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { interval, map } from 'rxjs';
 * import { respondWithEvents } from 'rxwire/server';
 *
 * createServer((request, response) => {
 *   respondWithEvents({
 *     request,
 *     response,
 *     events: ({ lastEventId }) =>
 *       interval(1_000).pipe(map((tick) => ({ lastEventId: String(Number(lastEventId) + tick + 1), data: 'tick' }))),
 *   }).subscribe({ error: (error) => console.error(error) });
 * }).listen(0, '127.0.0.1');
 * ```
 */
export function respondWithEvents(config: RespondWithEventsConfig): Observable<never> {
  const { request, response, events, keepAlive = 15_000, closeTimeout = 10_000 } = config;
  const { capacity = 10_000, maxBytes, timeToLive, overflow = 'disconnect', key, onError, onDrop } = config;
  if (keepAlive !== Infinity) checkDuration('keepAlive', keepAlive, 1);
  checkDuration('closeTimeout', closeTimeout, 1);
  checkOneOf('overflow', overflow, policies);

  const writer = pacedWriter<EventStreamBlock>(
    response,
    {
      capacity,
      ...(maxBytes !== undefined && { maxBytes }),
      ...(timeToLive !== undefined && { timeToLive }),
      ...(key && { key: ({ message }) => key(message) }),
      overflow: overflow === 'disconnect' ? 'error' : overflow,
    },
    (block, reason) => onDrop?.({ block, reason }),
  );

  const left$ = merge(fromEvent(response, 'close'), fromEvent(response, 'error'));
  /** Whether it could be kept for the client, or the client can do without. */
  const write = (block: EventStreamBlock): boolean => {
    const text = formatEventStreamBlock(block);
    sendHead(response);
    const reason = writer.write({ message: block, text });
    if (reason !== undefined) onDrop?.({ block, reason });
    return reason === undefined || overflow !== 'disconnect';
  };
  /** Lets the client have what waits, as long as it goes on reading, and then ends the response or cuts it off. */
  const finish = (isWhole: boolean): Observable<unknown> =>
    isOver(response)
      ? EMPTY
      : concat(
          writer.drained$.pipe(
            startWith(0),
            takeWhile(() => writer.waiting > 0),
          ),
          isWhole ? endResponse(response) : cutResponse(response),
        ).pipe(timeout({ each: closeTimeout, with: () => EMPTY }), takeUntil(left$));

  const stream$ = defer(() => {
    let isWhole = true;
    return concat(
      defer(() => events({ lastEventId: lastEventIdOf(request) })).pipe(
        takeWhile((block) => (isWhole = write(block))),
      ),
      defer(() => {
        sendHead(response, 204);
        return finish(isWhole);
      }),
    );
  });
  const failure = (error: unknown): Observable<unknown> =>
    defer(() => {
      const farewell = response.headersSent ? onError?.({ error }) : undefined;
      const isWhole = !response.headersSent || farewell !== undefined;
      sendHead(response, 500);
      if (farewell !== undefined) write(farewell);
      return concat(
        finish(isWhole), // What failed is told to the subscriber in any case, also when the client leaves meanwhile.
        throwError(() => error),
      );
    });
  const headers$ = defer(() => {
    sendHead(response);
    return finish(true);
  });
  /** What goes on beside, unless the answer was there at once. */
  const beside$ = defer(() => {
    sendHead(response);
    return merge(
      writer.drained$,
      whileQuiet(keepAlive, () => writer.writtenAt).pipe(
        filter(() => !writer.isFull && !response.writableEnded),
        tap(() => write({ comment: 'keep-alive' })),
      ),
    );
  });

  return defer(() => {
    if (isOver(response)) return EMPTY;
    if (response.headersSent) throw new TypeError('The headers of this response have been sent already');
    const answer$ =
      request.method === 'HEAD' ? headers$ : stream$.pipe(takeUntil(left$), catchError(failure));
    return merge(answer$.pipe(ignoreElements(), endWith(0)), beside$.pipe(ignoreElements())).pipe(
      take(1),
      ignoreElements(),
      finalize(() => leaveResponse(response, writer.waiting)),
    );
  });
}
