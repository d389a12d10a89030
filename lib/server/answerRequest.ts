import { Observable, asyncScheduler, catchError, concatMap, fromEvent, of, timeout } from 'rxjs';
import type { Message } from '../messages/messages.js';
import { answerOnce, handlerOf, typeOnWire } from './answerByHandler.js';
import { answerWithJson } from './answerWithJson.js';
import { bodyOf } from './bodyOf.js';
import { handleRequest } from './handleRequest.js';
import type { HubCore } from './hubCore.js';
import type { HubEvent } from './HubConfig.js';
import { idOf } from './idOf.js';
import type { Outlet } from './Outlet.js';
import { readRequest } from './readRequest.js';
import { Refusal } from './Refusal.js';
import { refuse } from './refuse.js';
import { session as sessionOf } from './session.js';
import type { Visit } from './Visit.js';

const nowhere: Outlet = {
  pending: () => 0,
  queued: () => 0,
  message: () => {},
  publish: () => {},
  position: () => {},
  flush: () => 0,
};

/**
 * Answers a request whose body is one message, with the reply that it would get over a WebSocket; 204, if it would get none.
 *
 * ```text
 * POST {"type":"chat","id":"m-1","channel":"a", …      200 {"type":"systemMessage","id":"m-1","data":{"action":"ack", …
 * POST {"type":"chat","id":"m-2","channel":"b", …      403 {"type":"error","id":"m-2","data":{"code":"FORBIDDEN", …
 * ```
 *
 * A client that leaves once its message was read has published all the same; a handler's answer is given up.
 */
export function answerRequest(core: HubCore, visit: Visit): Observable<HubEvent> {
  const { request, response, connection, known } = visit;
  const { maxPayload, requestTimeout } = core.limits;

  return new Observable((subscriber) => {
    const session = sessionOf({
      core,
      connection,
      known,
      outlet: nowhere,
      onEvent: (event) => subscriber.next(event),
      close: () => {},
    });
    let text = '';
    const reply$ = bodyOf(request, maxPayload).pipe(
      timeout({ first: requestTimeout }),
      concatMap((body) => {
        text = body;
        checkRate(core, visit);
        const message = readRequest(core, body);
        checkAnswerable(message);
        const handler = handlerOf(core, message, typeOnWire(message));
        return handler === undefined
          ? handleRequest(core, session, message)
          : answerOnce(core, session, handler, message, fromEvent(response, 'close'));
      }),
      catchError((error: unknown) => of(refuse(core, session, error, idOf(text)))),
    );
    subscriber.add(() => session.end());
    subscriber.add(
      reply$.subscribe({
        next: (reply) => answerWithJson(response, reply.text),
        complete: () => subscriber.complete(),
      }),
    );
  });
}

function checkRate({ posts }: HubCore, { known, address }: Visit): void {
  const { user } = known.identity;
  const wait = posts.take(user === '' ? `a:${address}` : `u:${user}`, asyncScheduler.now());
  if (wait > 0) throw new Refusal('LIMIT_RATE', 'too many requests', wait);
}

function checkAnswerable({ type, data }: Message): void {
  const { action } = (data ?? {}) as { readonly action?: unknown };
  if (type === 'systemMessage' && action === 'authenticate') {
    throw new Refusal('BAD_REQUEST', 'authenticate is for connections: send the token with each request');
  }
  if (type === 'systemMessage' && (action === 'subscribe' || action === 'unsubscribe')) {
    throw new Refusal('BAD_REQUEST', `${action} is for connections: GET the channels as an event stream`);
  }
}
