import type { Either } from 'fp-ts/lib/Either.js';
import { asyncScheduler, defer, mergeMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { randomId } from '../core/randomId.js';
import { RefusedError } from './RefusedError.js';
import type { SyncMessage } from './SyncMessage.js';

/** What asking needs of a client. */
export interface AskingClient<In, Out> {
  request(
    message: Out,
    config: {
      readonly timeout?: number;
      readonly isReply: (message: In) => boolean;
      readonly hasMore: (message: In) => boolean;
      readonly cancel: () => Out;
    },
  ): Observable<In>;
}

export interface AskHubConfig<T> {
  /** What is asked for: the type of the message, by which the hub chooses a handler. */
  readonly type: string;
  /** @defaultValue none */
  readonly data?: unknown;
  /** Reads and validates each value; what it refuses ends the request. @defaultValue values are as they come */
  readonly decode?: (value: unknown) => Either<unknown, T>;
  /** How long the first value may take, in ms. @defaultValue the client's `requestTimeout` */
  readonly timeout?: number;
  /** Makes the id, anew for each subscription. @defaultValue 32 hexadecimal digits of `crypto.getRandomValues` */
  readonly newId?: () => string;
}

/**
 * Asks a handler of a hub: one value, or a stream of them.
 *
 * ```text
 * askHub            ^----------!          a handler that answers once     ^----
 * sent              q          x          q: request   x: cancel          q
 * replies           --n--n--n--           n: next      r: reply           --r
 * askHub            --a--b--c--                                           --(a|)
 * ```
 *
 * Cold: each subscription asks, under an id of its own. Unsubscribing before the end tells the hub, which unsubscribes from its handler.
 * A request is not asked again by itself when the link ends, since only the application knows whether that is harmless: it
 * fails with reason `interrupted`, so that `retry` decides.
 *
 * Errors: `RefusedError` with what the hub said; `RequestError` (`timeout`, `dropped`, `interrupted`); `TypeError` for a value that
 * `decode` refuses. Finalization: sends `cancel`, if the request has been sent and is not over.
 *
 * @example
 * ```ts
 * import { askHub, realtimeClient } from 'rxwire';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({ url: 'wss://example.org/hub', codec: messages });
 * const price$ = askHub(client, { type: 'ticks', data: { symbol: 'ACME' } });
 * price$.subscribe((price) => console.log(price));
 * ```
 */
export function askHub<In extends SyncMessage, Out, T = unknown>(
  client: AskingClient<In, Out>,
  config: AskHubConfig<T>,
): Observable<T> {
  const { type, data, decode, timeout, newId = randomId } = config;
  const message = (of: string, content: object): Out =>
    ({ type: of, timestamp: new Date(asyncScheduler.now()).toISOString(), ...content }) as Out;

  return defer(() => {
    const id = newId();
    return client.request(message(type, { id, ...(data !== undefined && { data }) }), {
      ...(timeout !== undefined && { timeout }),
      isReply: (reply) => reply.type === 'error' || actions.includes(actionOf(reply)),
      hasMore: (reply) => actionOf(reply) === 'next',
      cancel: () => message('systemMessage', { data: { action: 'cancel', request: id } }),
    });
  }).pipe(
    mergeMap((reply): T[] => {
      if (reply.type === 'error') throw new RefusedError(reply.data);
      if (actionOf(reply) === 'complete') return [];
      const { value } = reply.data as { readonly value: unknown };
      if (decode === undefined) return [value as T];
      const decoded = decode(value);
      if (decoded._tag === 'Left')
        throw new TypeError(`a value of ${type} is not what decode takes`, { cause: decoded.left });
      return [decoded.right];
    }),
  );
}

const actions: readonly unknown[] = ['reply', 'next', 'complete'];

function actionOf({ type, data }: SyncMessage): unknown {
  return type === 'systemMessage'
    ? (data as { readonly action?: unknown } | null | undefined)?.action
    : undefined;
}
