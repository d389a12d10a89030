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
import type { ServerSentComment } from '../sse/formatServerSentComment.js';
import { cutResponse, endResponse, isOver, leaveResponse } from './endResponse.js';
import type { HttpRequest } from './HttpRequest.js';
import type { HttpResponse } from './HttpResponse.js';
import { lastEventIdOf } from './lastEventIdOf.js';
import { pacedWriter } from './pacedWriter.js';
import { sendHead } from './sendHead.js';
import { whileQuiet } from './whileQuiet.js';

/** As `respondWithEvents`, with blocks of any kind. */
export interface RespondWithBlocksConfig<B> extends Pick<BoundedQueueConfig<B>, 'maxBytes' | 'timeToLive'> {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly keepAlive?: number;
  readonly closeTimeout?: number;
  readonly capacity?: number;
  readonly overflow?: 'disconnect' | 'drop-oldest' | 'drop-newest' | 'latest-by-key';
  readonly events: (context: { readonly lastEventId: string }) => ObservableInput<B>;
  /** The text of a block, its blank line included. Throws for what cannot be written. */
  readonly format: (block: B | ServerSentComment) => string;
  readonly key?: (block: B | ServerSentComment) => string;
  readonly onError?: (context: { readonly error: unknown }) => B | undefined;
  readonly onDrop?: (context: { readonly block: B | ServerSentComment; readonly reason: DropReason }) => void;
}

const policies = ['disconnect', 'drop-oldest', 'drop-newest', 'latest-by-key'];

/**
 * Answers a request with blocks of an event stream, while subscribed; `format` makes their text.
 *
 * ```text
 * events$         ---a------b---------------c--|
 * response        h--a------b-----:----:----c--e|    h: 200 and headers, :: keep-alive, e: end
 * ```
 *
 * @see `respondWithEvents`, whose behaviour this is
 */
export function respondWithBlocks<B>(config: RespondWithBlocksConfig<B>): Observable<never> {
  const { request, response, events, format, keepAlive = 15_000, closeTimeout = 10_000 } = config;
  const { capacity = 10_000, maxBytes, timeToLive, overflow = 'disconnect', key, onError, onDrop } = config;
  if (keepAlive !== Infinity) checkDuration('keepAlive', keepAlive, 1);
  checkDuration('closeTimeout', closeTimeout, 1);
  checkOneOf('overflow', overflow, policies);

  const writer = pacedWriter<B | ServerSentComment>(
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
  const write = (block: B | ServerSentComment): boolean => {
    const text = format(block);
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
