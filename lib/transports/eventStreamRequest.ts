import { combineLatest, map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { FetchBody, FetchInit } from '../core/FetchLike.js';
import { provide } from '../core/Provider.js';
import type { DialContext, Provider } from '../core/Provider.js';
import { checkHeaders } from './checkHeaders.js';
import { httpUrl } from './httpUrl.js';
import { lastEventIdHeader } from './lastEventIdHeader.js';

/** What a provider is told of the dial it is asked for. */
export interface EventSourceContext extends DialContext {
  /** The last event ID that this dial goes on from; empty when there is none. It is in the header `Last-Event-ID` already. */
  readonly lastEventId: string;
}

export interface EventStreamRequestConfig {
  /**
   * Where the stream is: http or https. A value, a promise, an observable (its first value counts), or a function of the
   * attempt; asked anew for every dial. It is dialled itself every time, wherever redirects led before.
   */
  readonly url: Provider<string | URL, EventSourceContext>;
  /** The method of the request; one with a body to its response. @defaultValue `GET`, with a body `POST` */
  readonly method?: string;
  /**
   * Headers of the request, asked for like `url`: tokens. `Last-Event-ID` is the source's own: one of yours is sent as long as
   * the source has no ID to go on from. @defaultValue `Accept: text/event-stream` alone
   */
  readonly headers?: Provider<Readonly<Record<string, string>>, EventSourceContext>;
  /** The body of the request, asked for like `url`. @defaultValue none */
  readonly body?: Provider<FetchBody, EventSourceContext>;
  /** `follow` goes where redirects lead; `error` takes one for a failed dial. @defaultValue 'follow' */
  readonly redirect?: 'follow' | 'error';
  /** Whether cookies go along. @defaultValue fetch's: `same-origin` */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
}

/** A request that is ready to go. */
export interface EventStreamRequest {
  readonly url: string;
  readonly init: Omit<FetchInit, 'signal'>;
}

/**
 * Asks the providers for the request of one attempt.
 *
 * Errors: kind `provider`, `invalid-url`; `unsupported` for headers, `protocol` for a last event ID that cannot be sent.
 */
export function eventStreamRequest(
  config: EventStreamRequestConfig,
  context: EventSourceContext,
): Observable<EventStreamRequest> {
  const { url, headers = {}, body, redirect = 'follow', credentials } = config;
  const { method = body === undefined ? 'GET' : 'POST' } = config;
  const { lastEventId } = context;

  return combineLatest({
    url: provide('url', url, context).pipe(map(httpUrl)),
    headers: provide('headers', headers, context),
    body: provide<FetchBody | undefined, EventSourceContext>('body', body, context),
  }).pipe(
    map((asked) => {
      checkHeaders(asked.headers);
      const lowerCased = Object.entries(asked.headers).map(([name, value]) => [name.toLowerCase(), value]);
      return {
        url: asked.url,
        init: {
          method,
          headers: {
            accept: 'text/event-stream',
            ...(Object.fromEntries(lowerCased) as Record<string, string>),
            // "If the last event ID string is not the empty string".
            ...(lastEventId !== '' && { 'last-event-id': lastEventIdHeader(lastEventId) }),
          },
          redirect,
          cache: 'no-store' as const,
          ...(asked.body !== undefined && { body: asked.body }),
          ...(credentials && { credentials }),
        },
      };
    }),
  );
}
