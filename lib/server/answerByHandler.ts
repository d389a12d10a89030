import {
  EMPTY,
  Observable,
  catchError,
  concatMap,
  defaultIfEmpty,
  defer,
  endWith,
  from,
  map,
  of,
  take,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import type { Message } from '../messages/messages.js';
import type { HubCore } from './hubCore.js';
import { Refusal, goingAway } from './Refusal.js';
import { refuse } from './refuse.js';
import type { Reply } from './refuse.js';
import type { RequestContext, RequestHandlerConfig } from './requestHandler.js';
import type { Session } from './session.js';

type AnyHandler = RequestHandlerConfig<unknown>;

/** The handler of a message, if it is a request: it has no channel, and its type has one. */
export function handlerOf(core: HubCore, { channel }: Message, type: string): AnyHandler | undefined {
  return channel === undefined ? core.requests.get(type) : undefined;
}

/**
 * Answers one request by the application's handler: the texts that the client is to get. Unsubscribing unsubscribes from the handler's.
 *
 * ```text
 * handle                  --a--b--|
 * answerByHandler         --r|                  r: reply a
 * …, stream: true         --n--n--c|            n: next   c: complete
 * ```
 *
 * Errors: `Refusal`s, and what the handler fails with.
 */
export function answerByHandler(
  core: HubCore,
  session: Session,
  handler: AnyHandler,
  message: Message,
  pending: () => number,
): Observable<string> {
  const { authorize = () => false, stream = false, overflow = 'error' } = handler;
  const { deadline = stream ? Infinity : core.limits.requestTimeout } = handler;
  const { connection, identity } = session;
  const id = message.id as string;
  const half = core.limits.maxPending / 2;
  const type = typeOnWire(message);

  const within = <T>(source$: Observable<T>): Observable<T> =>
    deadline === Infinity
      ? source$
      : new Observable((subscriber) => {
          subscriber.add(
            timer(deadline).subscribe(() =>
              subscriber.error(new Refusal('TIMEOUT', `no answer within ${deadline} ms`)),
            ),
          );
          subscriber.add(source$.subscribe(subscriber));
        });
  const checkIdentity = (): void => {
    if (session.grants.isExpired) throw new Refusal('EXPIRED', 'this has expired: authenticate again');
  };
  const next = (value: unknown): Observable<string> => {
    checkIdentity();
    if (pending() <= half) return of(core.notice({ action: 'next', value }, id));
    if (overflow === 'drop') return EMPTY;
    throw new Refusal('UNAVAILABLE', 'more values than are read');
  };

  return defer(() => {
    if (core.isDraining) throw goingAway();
    checkIdentity();
    const decoded = handler.decode(message.data);
    if (decoded._tag === 'Left') throw new Refusal('BAD_REQUEST', `not the data of ${type}`);
    const context: RequestContext<unknown> = { type, id, data: decoded.right, connection, identity };
    const verdict = authorize(context);
    const allowed$ =
      typeof verdict === 'boolean' ? of(verdict) : from(verdict).pipe(take(1), defaultIfEmpty(false));
    return allowed$.pipe(
      concatMap((isAllowed) => {
        if (isAllowed !== true) throw new Refusal('FORBIDDEN', `you may not ask for ${type}`);
        const complete = core.notice({ action: 'complete' }, id);
        const values$ = defer(() => from(handler.handle(context)));
        return stream
          ? values$.pipe(concatMap(next), endWith(complete))
          : values$.pipe(
              take(1),
              map((value) => core.notice({ action: 'reply', value }, id)),
              defaultIfEmpty(complete),
            );
      }),
    );
  }).pipe(within);
}

/**
 * Begins to answer a request, beside the others of the connection: at most `maxRequests` at a time.
 *
 * Errors: `BAD_REQUEST` for an id that is in use or none, `LIMIT_RATE` for too many.
 */
export function beginRequest(
  core: HubCore,
  session: Session,
  handler: AnyHandler,
  message: Message,
): Observable<Reply> {
  const { id } = message;
  if (id === undefined) return throwError(() => new Refusal('BAD_REQUEST', 'a request needs an id'));
  if (session.requests.has(id))
    return throwError(() => new Refusal('BAD_REQUEST', 'a request with this id is under way'));
  if (session.requests.size >= core.limits.maxRequests)
    return throwError(() => new Refusal('LIMIT_RATE', `${core.limits.maxRequests} requests are under way`));
  return of({
    start: () =>
      session.requests.begin(
        id,
        answerByHandler(core, session, handler, message, () => session.pending()).pipe(
          catchError((error: unknown) => of(refuse(core, session, error, id).text as string)),
        ),
      ),
  });
}

/** The answer as one reply, where there is no connection that more could come over. */
export function answerOnce(
  core: HubCore,
  session: Session,
  handler: AnyHandler,
  message: Message,
  gone$: Observable<unknown>,
): Observable<Reply> {
  if (message.id === undefined) throw new Refusal('BAD_REQUEST', 'a request needs an id');
  if (handler.stream === true)
    throw new Refusal('BAD_REQUEST', `${typeOnWire(message)} is answered by a stream: ask over a WebSocket`);
  return answerByHandler(core, session, handler, message, () => 0).pipe(
    map((text) => ({ text })),
    takeUntil(gone$),
  );
}

/** The type that the client has given; the codec names those that it does not know otherwise. */
export function typeOnWire(message: Message): string {
  return message.type === 'systemMessage' && 'originalType' in message
    ? (message.originalType as string)
    : message.type;
}
