import { Observable, Subject, defer, fromEvent, takeUntil } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { formatServerSentComment } from '../sse/formatServerSentComment.js';
import { answerWithJson } from './answerWithJson.js';
import { readCursor } from '../core/cursor.js';
import { eventOutlet } from './eventOutlet.js';
import type { HubCore } from './hubCore.js';
import type { HubEvent } from './HubConfig.js';
import { joinMany } from './joinMany.js';
import type { JoinedMany } from './joinMany.js';
import type { Wish } from './Joined.js';
import { lastEventIdOf } from './lastEventIdOf.js';
import { Refusal } from './Refusal.js';
import { respondWithBlocks } from './respondWithBlocks.js';
import { session as sessionOf } from './session.js';
import type { Visit } from './Visit.js';

/**
 * Answers a request with the publications of its channels, from its cursor on.
 *
 * ```text
 * GET /events?channel=a&channel=b
 * response     h-S-ab--a-----:--b-     h: 200 and headers  S: subscribed  a b: publications  :: comment
 * ```
 *
 * Completes when the response ends: when its client leaves, is too slow, or has got a hole, after which it reconnects and
 * goes on from its cursor.
 *
 * Errors: a `Refusal`, before anything is sent.
 */
export function streamChannels(core: HubCore, visit: Visit): Observable<HubEvent> {
  const { request, response, connection, known } = visit;

  return new Observable((subscriber) => {
    subscriber.add(core.users.enter(known.identity.user));
    const wishes = wishesOf(request);
    const texts$ = new Subject<string>();
    const outlet = eventOutlet(
      wishes.map(({ channel }) => channel),
      response,
      (text) => texts$.next(text),
    );
    let isOn = false;

    const over = (): void => {
      session.end();
      if (isOn) subscriber.next({ type: 'disconnected', connection });
      subscriber.complete();
    };
    const onEvent = (event: HubEvent): void => {
      subscriber.next(event);
      // It cannot ask within the stream: it is left to ask anew, from its cursor on.
      if (!hasHole(event)) return;
      core.turns.client({
        flush: () => {
          session.flush();
          texts$.complete();
        },
      });
    };
    const session = sessionOf({ core, connection, known, outlet, onEvent, close: over });
    const stream$ = respondWithBlocks<string>({
      request,
      response,
      keepAlive: core.limits.pingInterval,
      maxBytes: Infinity,
      format: (block) => (typeof block === 'string' ? block : formatServerSentComment(block)),
      events: () => texts$,
    });

    const answer = ({ data, refusals, start }: JoinedMany): void => {
      if (data.channels.length === 0) {
        answerWithJson(response, refusals[0]);
        return over();
      }
      isOn = true;
      core.sessions.add(session);
      subscriber.next({ type: 'connected', connection, user: known.identity.user });
      // First: what is written may be handed on at once.
      subscriber.add(stream$.subscribe({ error: over, complete: over }));
      session.write(core.notice(data));
      start();
      // After the writer of the response, which has its own to do.
      subscriber.add(fromEvent(response, 'drain').subscribe(() => session.flush()));
    };

    subscriber.add(() => session.end());
    if (request.method === 'HEAD') subscriber.add(stream$.subscribe({ error: over, complete: over }));
    else {
      subscriber.add(
        defer(() => joinMany(core, session, wishes))
          .pipe(takeUntil(fromEvent(response, 'close')))
          .subscribe({ next: answer, error: (error: unknown) => subscriber.error(error) }),
      );
    }
  });
}

function hasHole(event: HubEvent): boolean {
  return event.type === 'unsubscribed' && event.code !== undefined;
}

/** What is asked for: each channel once, and from where on its cursor says, if there is one. */
function wishesOf(request: IncomingMessage): readonly Wish[] {
  const { url = '' } = request;
  const query = url.indexOf('?');
  const channels = [...new Set(query < 0 ? [] : new URLSearchParams(url.slice(query)).getAll('channel'))];
  if (channels.length === 0) throw new Refusal('BAD_REQUEST', 'name a channel: ?channel=…');
  const lastEventId = lastEventIdOf(request);
  const standings = lastEventId === '' ? undefined : readCursor(lastEventId, channels);
  return channels.map((channel) => {
    const since = standings?.get(channel);
    return { channel, ...(since !== undefined && { since }) };
  });
}
