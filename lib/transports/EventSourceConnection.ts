import type { Observable } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import type { ServerSentEvent } from '../sse/ServerSentEvent.js';

/** An event stream that is open: it goes one way. */
export interface EventSourceConnection extends Connection<ServerSentEvent> {
  /** Every chunk of bytes: also those that make no event, such as comments, or none yet. */
  readonly activity$: Observable<Uint8Array>;
  readonly ended$: Observable<unknown>;
  /** The comments of the stream, as text; hot, completes with the connection. */
  readonly comment$: Observable<string>;
  /** Where the stream comes from, after redirects. */
  readonly url: string;
  /** The headers of the response, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The last event ID that this connection went on from; empty if it began anew. As long as an event's `lastEventId`
   * equals it, the event may be one that the connection before has brought already; all that follow are new.
   */
  readonly resumedFrom: string;
  /** The last event ID at this moment, which the next dial sends. */
  lastEventId(): string;
  /** Throws a `ConnectionError` of kind `unsupported`: there is no way to send. */
  send(message: never): void;
}
