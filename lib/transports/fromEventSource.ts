import type { Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { FetchLike } from '../core/FetchLike.js';
import { eventStreamRules } from '../sse/EventStreamRules.js';
import type { EventStreamLimits } from '../sse/EventStreamRules.js';
import { checkRequest } from './checkRequest.js';
import { checkUrl } from './checkUrl.js';
import { dialEventStream } from './dialEventStream.js';
import type { EventSourceConnection } from './EventSourceConnection.js';
import { eventStreamRequest } from './eventStreamRequest.js';
import type { EventStreamRequestConfig } from './eventStreamRequest.js';
import { httpUrl } from './httpUrl.js';
import { lastEventIdHeader } from './lastEventIdHeader.js';

export interface FromEventSourceConfig extends EventStreamRequestConfig, EventStreamLimits {
  /** The last event ID to begin with, for instance one that was kept over a page load. @defaultValue the empty string */
  readonly lastEventId?: string;
  /** How long a dial may take, in ms: providers, redirects, until the headers of the response. @defaultValue 10_000 */
  readonly connectTimeout?: number;
  /**
   * How long the open stream may stay silent, in ms. Any byte is life, a comment too; choose two or three times the
   * interval at which your server sends comments. @defaultValue `Infinity`: no limit
   */
  readonly idleTimeout?: number;
  /** The platform's fetch, or one of yours around it. @defaultValue `globalThis.fetch`, looked up at each dial */
  readonly fetch?: FetchLike;
}

/**
 * An event source as a cold observable: subscribing dials, the response's headers emit the connection, the end is an error.
 *
 * ```text
 * response               headers   id: 7, data: a   : still here   breaks
 * fromEventSource(…)     --c---------------------------------------#
 * c.incoming$              --------a-------------------------------|
 * c.comment$               -----------------------still here-------|
 *
 * again                  --d---    with Last-Event-ID: 7; d.resumedFrom is '7'
 * ```
 *
 * Each subscription is a request of its own; unsubscribing in any phase aborts it. The observable as a whole is one event
 * source: the last event ID and the reconnection time that it has seen stay with it, so that whatever subscribes again
 * (`reconnect`, `retry`, a client that connects anew) goes on where the attempt before ended. The ID is noted before the
 * event is emitted. A subscription beside a live one begins at `lastEventId`; give each pipeline an observable of its own.
 *
 * The reconnection time that the server names, `retry:`, is the `retryAfter` of the errors that follow, as is
 * `Retry-After` of a refusal: `backoff` and `honorRetryAfter` add it to their delay, so it moves the base of it.
 *
 * Errors, all `ConnectionError`s: `provider`, `invalid-url`, `unsupported`, `connect-timeout`, `unreachable`; `handshake`
 * for a status that is not 200, where 204, 401 and 403 cannot heal; `protocol` for another content type (1003), for what
 * exceeds a limit (1009) and for a last event ID that no header can hold (1002); `closed` with 1005 when the server ends
 * the stream, with 1006 when it breaks; `heartbeat-timeout` after `idleTimeout`. Bad options throw at construction.
 * Finalization: aborts the request, which frees its socket at once.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 *
 * @example
 * ```ts
 * import { backoff, fromEventSource, reconnect, whileConnected } from 'rxwire'; // in Node: 'rxwire/node'
 *
 * const events$ = fromEventSource({ url: 'https://example.org/prices', idleTimeout: 45_000 }).pipe(
 *   reconnect(backoff()),
 *   whileConnected((connection) => connection.incoming$),
 * );
 *
 * events$.subscribe(({ type, data, lastEventId }) => console.log(type, data, lastEventId));
 * ```
 */
export function fromEventSource(config: FromEventSourceConfig): Observable<EventSourceConnection> {
  const { lastEventId = '', connectTimeout = 10_000, idleTimeout = Infinity, fetch: injected } = config;
  checkDuration('connectTimeout', connectTimeout, 1);
  if (idleTimeout !== Infinity) checkDuration('idleTimeout', idleTimeout, 1);
  checkUrl(config.url, httpUrl);
  checkRequest(config);
  lastEventIdHeader(lastEventId);
  const { maxLineLength, maxEventSize } = eventStreamRules(config);

  return dialEventStream({
    resolve: (context) => eventStreamRequest(config, context),
    fetch: (url, init) => {
      // Called bare: the platform's fetch takes no other `this`.
      const fetch = injected ?? (globalThis.fetch as FetchLike | undefined);
      if (fetch === undefined) throw new ConnectionError('unsupported', 'no global fetch: pass fetch', {});
      return fetch(url, init);
    },
    lastEventId,
    limits: { maxLineLength, maxEventSize },
    connectTimeout,
    idleTimeout,
  });
}
