import type { Observable, ObservableInput } from 'rxjs';
import type { BoundedQueueConfig } from '../operators/boundedQueue.js';
import type { DropReason } from '../operators/SendOutcome.js';
import { formatEventStreamBlock } from '../sse/formatEventStreamBlock.js';
import type { EventStreamBlock } from '../sse/formatEventStreamBlock.js';
import type { HttpRequest } from './HttpRequest.js';
import type { HttpResponse } from './HttpResponse.js';
import { respondWithBlocks } from './respondWithBlocks.js';

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
  return respondWithBlocks<EventStreamBlock>({ ...config, format: formatEventStreamBlock });
}
