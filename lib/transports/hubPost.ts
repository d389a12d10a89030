import { asyncScheduler, defer, finalize, map, mergeMap, throwError, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { FetchLike } from '../core/FetchLike.js';
import { bodyText } from './bodyText.js';
import type { EventStreamRequest } from './eventStreamRequest.js';
import { noAnswer } from './noAnswer.js';
import { parseHubMessage } from './parseHubMessage.js';
import { refusedWith } from './refusedWith.js';

export interface HubPostConfig {
  /** Asks the providers; its first value is the request. */
  readonly resolve: () => Observable<EventStreamRequest>;
  readonly fetch: FetchLike;
  /** How long the whole answer may take, in ms. */
  readonly timeout: number;
  /** The longest answer, in bytes. */
  readonly limit: number;
}

/**
 * Posts one message to a hub; emits its reply, the empty text where there is none.
 *
 * ```text
 * POST {"type":"chat","id":"m1", …     200 {"type":"systemMessage","id":"m1","data":{"action":"ack", …
 * POST {"type":"chat","id":"m2", …     403 {"type":"error","id":"m2","data":{"code":"FORBIDDEN", …
 * POST 70 KB of chat, id m3            413 {"type":"error", …     given the id m3: it can be no other's
 * POST whatever                        502 Bad Gateway            an error: that was not the hub
 * ```
 *
 * Errors: kind `handshake` for a refusal that is no reply, and for one that says who you are was not accepted (401);
 * `heartbeat-timeout`; `protocol` with 1009; those of the request; what the fetch rejects with.
 * Finalization: aborts the request.
 */
export function hubPost({ resolve, fetch, timeout: first, limit }: HubPostConfig): Observable<string> {
  return defer(() => {
    const controller = new AbortController();
    return resolve().pipe(
      mergeMap(({ url, init }) => {
        const text = init.body as string;
        return defer(() => fetch(url, { ...init, signal: controller.signal })).pipe(
          mergeMap((response) =>
            bodyText(response.body?.getReader(), limit).pipe(
              map((answer) => {
                if (response.status >= 200 && response.status < 300) return answer;
                const reply = parseHubMessage(answer);
                const isStranger = response.status === 401 && reply?.id === undefined;
                if (typeof reply?.type !== 'string' || isStranger) throw refusedWith(response);
                const id = parseHubMessage(text)?.id;
                return reply.id === undefined && id !== undefined ? JSON.stringify({ ...reply, id }) : answer;
              }),
            ),
          ),
        );
      }),
      timeout({
        first,
        scheduler: asyncScheduler,
        with: () => throwError(() => noAnswer(first)),
      }),
      finalize(() => controller.abort()),
    );
  });
}
