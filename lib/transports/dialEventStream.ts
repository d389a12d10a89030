import { Observable, Subject, Subscription, asapScheduler, debounceTime, merge, of, timer } from 'rxjs';
import { checkCloseCode } from '../core/checkCloseCode.js';
import { closeReason } from '../core/closeReason.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { FetchInit, ResponseLike } from '../core/FetchLike.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { linkClosed } from '../core/linkClosed.js';
import type { EventStreamLimits } from '../sse/EventStreamRules.js';
import { parseEventStream } from '../sse/parseEventStream.js';
import type { ServerSentEvent } from '../sse/ServerSentEvent.js';
import type { EventSourceConnection } from './EventSourceConnection.js';
import { eventCursors } from './eventCursors.js';
import type { EventSourceContext, EventStreamRequest } from './eventStreamRequest.js';
import { explanationOf } from './explanationOf.js';
import { readBody } from './readBody.js';
import { refusalOf } from './refusalOf.js';
import { headersOf } from './refusedWith.js';
import { unreachable } from './unreachable.js';

export interface DialEventStreamConfig {
  /** Asks the providers; its first value is the request. */
  readonly resolve: (context: EventSourceContext) => Observable<EventStreamRequest>;
  readonly fetch: (url: string, init: FetchInit) => PromiseLike<ResponseLike>;
  /** The last event ID to begin with. */
  readonly lastEventId: string;
  readonly limits: EventStreamLimits;
  /** In ms, from the subscription to the headers of the response. */
  readonly connectTimeout: number;
  /** In ms, from one chunk to the next; `Infinity` for no limit. */
  readonly idleTimeout: number;
}

/**
 * One request per subscription, over any fetch: what `fromEventSource` is on every platform.
 *
 * The end of a link is told once, at the first sign of it. By then the attempt holds nothing any more, its cursor has been
 * given back, and nothing that it does later is seen.
 */
export function dialEventStream(config: DialEventStreamConfig): Observable<EventSourceConnection> {
  const { resolve, fetch, limits, connectTimeout, idleTimeout } = config;
  const cursors = eventCursors(config.lastEventId);
  let attempt = 0;

  return new Observable((subscriber) => {
    const cursor = cursors.take();
    const controller = new AbortController();
    const frames = incomingFrames<ServerSentEvent>();
    const chunks$ = new Subject<Uint8Array>();
    const comments$ = new Subject<string>();
    const dialling = new Subscription();
    const held = new Subscription(() => {
      cursors.giveBack(cursor);
      controller.abort();
    });
    held.add(dialling);

    const leave = (): void => {
      held.unsubscribe();
      chunks$.complete();
      comments$.complete();
      frames.complete();
    };
    // Now and not at the return: a provider may unsubscribe.
    subscriber.add(leave);
    const fail = (error: ConnectionError): void => {
      if (held.closed) return;
      const { reconnectionTime: retryAfter } = cursor;
      leave();
      // What the server asked for with this very end comes before what it asked for in general.
      subscriber.error(retryAfter === undefined ? error : Object.assign(error, { retryAfter, ...error }));
    };

    const opened = (response: ResponseLike): void => {
      const reader = response.body?.getReader();
      // A fetch may ignore its signal: a body is cancelled too, also of a refusal or of a response that comes too late. One
      // that is aborted says so, which is no news.
      held.add(() => void reader?.cancel().then(undefined, () => {}));
      if (held.closed) return;
      dialling.unsubscribe();
      const refusal = refusalOf(response);
      if (refusal?.kind === 'handshake') {
        const body$ = explanationOf(response, reader);
        held.add(body$.subscribe((body) => fail(body === '' ? refusal : Object.assign(refusal, { body }))));
        return;
      }
      if (refusal) return fail(refusal);
      attempt = 0;
      const { lastEventId } = cursor;
      const events$ = chunks$.pipe(
        parseEventStream({
          ...limits,
          lastEventId,
          // The cursor may be another attempt's by now.
          onId: (committed) => {
            if (!held.closed) cursor.lastEventId = committed.lastEventId;
          },
          onRetry: ({ retry }) => {
            if (!held.closed) cursor.reconnectionTime = retry;
          },
          onComment: ({ comment }) => comments$.next(comment),
        }),
      );
      held.add(events$.subscribe({ next: frames.next, error: fail }));
      if (idleTimeout !== Infinity) {
        const silence$ = merge(of(0), chunks$).pipe(debounceTime(idleTimeout));
        held.add(silence$.subscribe(() => fail(timedOut('heartbeat-timeout', 'no byte for', idleTimeout))));
      }
      subscriber.next({
        incoming$: frames.incoming$,
        ended$: frames.ended$,
        activity$: chunks$.asObservable(),
        comment$: comments$.asObservable(),
        url: response.url,
        headers: headersOf(response),
        resumedFrom: lastEventId,
        lastEventId: () => cursor.lastEventId,
        send: () => {
          throw new ConnectionError('unsupported', 'send: an event stream goes one way, to the client', {});
        },
        buffered: () => 0,
        close: (code = 1000, reason = '') => {
          checkCloseCode(code);
          fail(linkClosed(code, closeReason(reason), false));
        },
      });
      // Nothing is read before whatever the subscriber put off to the end of this turn.
      held.add(
        asapScheduler.schedule(() => {
          frames.release();
          const body$ = readBody(reader);
          held.add(
            body$.subscribe({
              next: (chunk) => chunks$.next(chunk),
              error: (cause: unknown) => fail(linkClosed(1006, '', false, cause)),
              complete: () => fail(linkClosed(1005, '', true)),
            }),
          );
        }),
      );
    };

    const request = ({ url, init }: EventStreamRequest): void => {
      if (held.closed) return;
      fetch(url, { ...init, signal: controller.signal }).then(guarded(opened), refuse);
    };
    const refuse = (error: unknown): void => {
      // What fetch rejects with says little; its cause, where there is one, says why.
      const { cause = error } = (error ?? {}) as { readonly cause?: unknown };
      fail(error instanceof ConnectionError ? error : unreachable(cause));
    };
    const guarded =
      <T>(act: (value: T) => void) =>
      (value: T): void => {
        try {
          act(value);
        } catch (error) {
          refuse(error);
        }
      };

    dialling.add(
      timer(connectTimeout).subscribe(() =>
        fail(timedOut('connect-timeout', 'not open within', connectTimeout)),
      ),
    );
    dialling.add(
      resolve({ attempt: attempt++, lastEventId: cursor.lastEventId }).subscribe({
        next: guarded(request),
        error: refuse,
      }),
    );
  });
}

function timedOut(
  kind: 'connect-timeout' | 'heartbeat-timeout',
  words: string,
  timeout: number,
): ConnectionError {
  return new ConnectionError(kind, `${words} ${timeout} ms`, { timeout });
}
