import {
  NEVER,
  Subject,
  defer,
  endWith,
  filter,
  finalize,
  map,
  merge,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { Outbox } from '../operators/outbox.js';
import type { Dropped } from '../operators/SendOutcome.js';
import { RequestError } from './RequestError.js';

export interface RequestsConfig<In, Out> {
  readonly outbox: Pick<Outbox<Out>, 'send' | 'settled$' | 'withdraw'>;
  /** Emits when the link ends that is open at the subscription; at once if there is none. */
  readonly lost$: Observable<unknown>;
  /** The id of a message, by which a reply is known. */
  readonly idOf: (message: In | Out) => string | undefined;
  /** Whether a message with the id of a request is its reply. @defaultValue it is */
  readonly isReply?: (context: { readonly message: In; readonly request: Out }) => boolean;
}

/** What a request says of its replies. */
export interface RequestConfig<In, Out> {
  /** Which messages with the id of this request are its replies, in place of the client's. */
  readonly isReply?: (message: In) => boolean;
  /** Whether more replies follow this one. `timeout` is then for the first. @defaultValue none do */
  readonly hasMore?: (reply: In) => boolean;
  /** Makes the message that is sent when nobody waits any more for a request that was sent. @defaultValue none is sent */
  readonly cancel?: () => Out;
}

/** Requests that wait for their replies, by id. */
export interface Requests<In, Out> {
  /**
   * Cold: subscribing sends; emits the reply, or those up to the first behind which there are no more, and completes. `timeout`
   * in ms.
   */
  request(message: Out, timeout: number, config?: RequestConfig<In, Out>): Observable<In>;
  /** Offers an incoming message to whoever waits for it. */
  receive(message: In): void;
}

/**
 * Matches replies to requests in a Map, so that a message costs the same however many requests wait.
 *
 * ```text
 * sent                 1-2-------
 * receive              -----2-1--
 * request(1, 9)        -------(1|)
 * request(2, 9)          ---(2|)
 * ```
 */
export function requests<In, Out>(config: RequestsConfig<In, Out>): Requests<In, Out> {
  const { outbox, lost$, idOf, isReply = () => true } = config;
  const waiting = new Map<
    string,
    { readonly reply$: Subject<In>; readonly isReply: (message: In) => boolean }
  >();

  return {
    receive: (message) => {
      if (waiting.size === 0) return;
      try {
        const id = idOf(message);
        const asked = id === undefined ? undefined : waiting.get(id);
        if (asked?.isReply(message)) asked.reply$.next(message);
      } catch {
        // What the application's functions do not understand is no reply.
      }
    },
    request: (message, timeout, { isReply: isOwnReply, hasMore = () => false, cancel } = {}) =>
      defer(() => {
        const id = idOf(message);
        if (id === undefined)
          throw new TypeError('request needs a message with an id, by which its reply is known');
        if (waiting.has(id))
          throw new TypeError(`request ${id} is still waiting: give each request an id of its own`);
        const reply$ = new Subject<In>();
        waiting.set(id, {
          reply$,
          isReply: isOwnReply ?? ((reply) => isReply({ message: reply, request: message })),
        });

        let queued = false;
        /** It is with the peer, who works on it. */
        let isAsked = false;
        const fail = (reason: RequestError['reason'], words: string, cause?: unknown) => (): never => {
          throw new RequestError(reason, words, id, cause);
        };
        const failDropped = (outcome: Dropped): never =>
          fail('dropped', `dropped: ${outcome.reason}`, outcome.cause)();
        const fate$ = outbox.settled$.pipe(
          filter((settled) => settled.message === message),
          take(1),
          tap(({ status }) => {
            queued = false;
            isAsked = status === 'sent';
          }),
          switchMap((settled) =>
            settled.status === 'sent'
              ? lost$.pipe(
                  tap(() => (isAsked = false)),
                  map(fail('interrupted', 'the connection ended before the reply')),
                )
              : defer(() => failDropped(settled)),
          ),
        );
        const sending$ = defer(() => {
          const outcome = outbox.send(message);
          if (outcome.status === 'dropped') failDropped(outcome);
          queued = outcome.status === 'queued';
          return NEVER;
        });
        const late$ = timer(timeout).pipe(
          map(fail('timeout', `no reply within ${timeout} ms`)),
          takeUntil(reply$),
        );
        const all$ = reply$.pipe(
          takeWhile((reply) => {
            const goesOn = hasMore(reply);
            if (!goesOn) isAsked = false;
            return goesOn;
          }, true),
          endWith(undefined),
        );
        return (merge(all$, late$, fate$, sending$) as Observable<In>).pipe(
          takeWhile((reply) => reply !== undefined),
          finalize(() => {
            waiting.delete(id);
            // Nobody waits for its reply any more: let it not be acted upon when the link is back.
            if (queued) outbox.withdraw(message);
            if (isAsked && cancel !== undefined) outbox.send(cancel());
          }),
        );
      }),
  };
}
