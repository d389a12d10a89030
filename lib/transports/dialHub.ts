import {
  BehaviorSubject,
  Observable,
  Subject,
  Subscription,
  asapScheduler,
  concatMap,
  first,
  map,
  mergeMap,
  timer,
} from 'rxjs';
import { byteLength } from '../core/byteLength.js';
import { checkCloseCode } from '../core/checkCloseCode.js';
import { closeReason } from '../core/closeReason.js';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { FetchLike } from '../core/FetchLike.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { linkClosed } from '../core/linkClosed.js';
import type { DialContext } from '../core/Provider.js';
import type { EventStreamLimits } from '../sse/EventStreamRules.js';
import type { ServerSentEvent } from '../sse/ServerSentEvent.js';
import { dialEventStream } from './dialEventStream.js';
import type { EventSourceConnection } from './EventSourceConnection.js';
import type { EventSourceContext, EventStreamRequest } from './eventStreamRequest.js';
import { hubChannels } from './hubChannels.js';
import { hubPost } from './hubPost.js';
import { noAnswer } from './noAnswer.js';
import { parseHubMessage } from './parseHubMessage.js';
import { unreachable } from './unreachable.js';

export interface DialHubConfig {
  /** Asks the providers for the request of an event stream of these channels. */
  readonly streamRequest: (
    context: EventSourceContext,
    channels: readonly string[],
  ) => Observable<EventStreamRequest>;
  /** Asks the providers for the request that posts this text. */
  readonly postRequest: (context: DialContext, text: string) => Observable<EventStreamRequest>;
  /** The fetch of one connection, and what has to be done at its end. */
  readonly platform: () => { readonly fetch: FetchLike; readonly close: () => void };
  readonly limits: Required<EventStreamLimits>;
  /** In ms, from the subscription to the opening; for each stream, to the headers of its response. */
  readonly connectTimeout: number;
  /** In ms, for the answer to a POST, and from the headers of a stream to its beginning. */
  readonly requestTimeout: number;
  /** In ms, from one chunk of a stream to the next; `Infinity` for no limit. */
  readonly idleTimeout: number;
  /** Most bytes that may wait to be posted. */
  readonly maxBuffered: number;
}

/** What every hub answers, and what changes nothing. */
const hello = JSON.stringify({ type: 'ping', id: 'hello' });

/**
 * One connection per subscription, over any fetch: what `fromHubEvents` is on every platform.
 *
 * The end of a link is told once, at the first sign of it; by then nothing of it is held any more.
 */
export function dialHub(config: DialHubConfig): Observable<Connection<string, string>> {
  const { streamRequest, postRequest, platform, limits } = config;
  const { connectTimeout, requestTimeout, idleTimeout, maxBuffered } = config;
  let attempt = 0;

  return new Observable((subscriber) => {
    const context = { attempt: attempt++ };
    const { fetch, close } = platform();
    const frames = incomingFrames<string>();
    const activity$ = new Subject<unknown>();
    const posts$ = new Subject<{ readonly text: string; readonly bytes: number }>();
    /** What is published in the turn of a subscription is posted when that has been joined, so as not to be missed. */
    const settled$ = new BehaviorSubject(true);
    const held = new Subscription(close);
    const channels = hubChannels((message) => frames.next(JSON.stringify(message)));
    /** The present event stream, and whether it has said where it begins. */
    let stream = new Subscription();
    let source: EventSourceConnection | undefined;
    let isBegun = false;
    let isChanging = false;
    let buffered = 0;

    const leave = (): void => {
      held.unsubscribe();
      activity$.complete();
      frames.complete();
    };
    subscriber.add(leave);
    const fail = (error: unknown): void => {
      if (held.closed) return;
      leave();
      // What a fetch rejects with says little; its cause, where there is one, says why.
      const { cause = error } = (error ?? {}) as { readonly cause?: unknown };
      subscriber.error(error instanceof ConnectionError ? error : unreachable(cause));
    };

    const post = (text: string, timeout: number): Observable<string> =>
      hubPost({ resolve: () => postRequest(context, text), fetch, timeout, limit: limits.maxEventSize });

    const settle = (): void => settled$.next(channels.isSettled);
    const change = (): void => {
      settle();
      if (isChanging) return;
      isChanging = true;
      held.add(
        asapScheduler.schedule(() => {
          isChanging = false;
          renew(isBegun ? source?.lastEventId() : undefined);
        }),
      );
    };
    const renew = (standing?: string): void => {
      stream.unsubscribe();
      const asked = channels.renew(standing);
      source = undefined;
      isBegun = false;
      settle();
      if (asked !== undefined && !held.closed) begin(asked.channels, asked.lastEventId);
    };
    const begin = (names: readonly string[], lastEventId: string): void => {
      const present = (stream = new Subscription());
      held.add(present);
      const stream$ = dialEventStream({
        resolve: () => streamRequest({ ...context, lastEventId }, names),
        fetch,
        lastEventId,
        limits,
        connectTimeout,
        idleTimeout,
      });
      const joining = (opened: EventSourceConnection): void => {
        source = opened;
        present.add(opened.activity$.subscribe((chunk) => activity$.next(chunk)));
        present.add(opened.incoming$.subscribe(receive));
        present.add(
          timer(requestTimeout).subscribe(() => {
            if (!isBegun) fail(noAnswer(requestTimeout));
          }),
        );
      };
      const over = (error: ConnectionError): void => {
        const body = error.kind === 'handshake' ? error.body : undefined;
        const refusal = parseHubMessage(body ?? '')?.data;
        if (refusal && channels.refused(refusal)) renew();
        else fail(error);
      };
      present.add(stream$.subscribe({ next: joining, error: over }));
    };
    const receive = ({ type, data }: ServerSentEvent): void => {
      if (isBegun || type !== 'systemMessage') return frames.next(data);
      const message = parseHubMessage(data);
      if (message?.data?.['action'] !== 'subscribed') return frames.next(data);
      isBegun = true;
      if (channels.joined(message)) change();
      else settle();
    };

    const opened = (): void => {
      attempt = 0;
      held.add(
        posts$
          .pipe(
            concatMap(({ text, bytes }) =>
              settled$.pipe(
                first(Boolean),
                mergeMap(() => post(text, requestTimeout)),
                map((reply) => ({ reply, bytes })),
              ),
            ),
          )
          .subscribe({
            next: ({ reply, bytes }) => {
              buffered -= bytes;
              activity$.next(reply);
              if (reply !== '') frames.next(reply);
            },
            error: fail,
          }),
      );
      subscriber.next({
        incoming$: frames.incoming$,
        ended$: frames.ended$,
        activity$: activity$.asObservable(),
        send: (text) => {
          if (held.closed) throw new ConnectionError('not-open', 'send: the link is not open', {});
          if (typeof text !== 'string')
            throw new TypeError('send: a hub takes text; give a codec that makes it');
          const message = parseHubMessage(text);
          if (message !== undefined && channels.take(message)) return change();
          const bytes = byteLength(text);
          buffered += bytes;
          if (buffered > maxBuffered) fail(linkClosed(4202, `more than ${maxBuffered} bytes to post`, false));
          else posts$.next({ text, bytes });
        },
        buffered: () => buffered,
        close: (code = 1000, reason = '') => {
          checkCloseCode(code);
          fail(linkClosed(code, closeReason(reason), false));
        },
      });
      held.add(asapScheduler.schedule(frames.release));
    };

    held.add(
      post(hello, connectTimeout).subscribe({
        next: opened,
        error: (error: unknown) => fail(notOpen(error)),
      }),
    );

    /** Until the opening, an answer that does not come is a dial that failed. */
    function notOpen(error: unknown): unknown {
      const isLate = error instanceof ConnectionError && error.kind === 'heartbeat-timeout';
      if (!isLate) return error;
      const words = `not open within ${connectTimeout} ms`;
      return new ConnectionError('connect-timeout', words, { timeout: connectTimeout });
    }
  });
}
