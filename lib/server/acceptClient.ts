import {
  EMPTY,
  Observable,
  Subject,
  Subscription,
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  endWith,
  filter,
  finalize,
  ignoreElements,
  map,
  of,
  timer,
} from 'rxjs';
import type { IncomingMessage } from 'node:http';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
import type { FrameWriter } from './acceptConnection.js';
import { connectionOutlet } from './connectionOutlet.js';
import { handleRequest } from './handleRequest.js';
import type { HubCore } from './hubCore.js';
import type { HubEvent } from './HubConfig.js';
import { identify } from './identify.js';
import type { Known } from './identify.js';
import { idOf } from './idOf.js';
import { introduction } from './introduction.js';
import { isPing } from './isPing.js';
import { readRequest } from './readRequest.js';
import { Refusal } from './Refusal.js';
import { refuse, refused } from './refuse.js';
import type { Reply } from './refuse.js';
import { authenticated, lifeOf } from './renew.js';
import { session as sessionOf } from './session.js';
import type { Session } from './session.js';
import { tokenBucket } from './tokenBucket.js';
import { watchPongs } from './watchPongs.js';

/** A connection that a hub can serve: of text, whatever else it carries. */
export interface ClientConnection extends Connection<unknown, string> {
  readonly request?: IncomingMessage;
  readonly frames?: FrameWriter;
  readonly pong$?: Observable<string>;
  readonly ping?: (payload?: string) => void;
}

/** Requests beyond the rate, in a row, after which a client is closed with 4101. */
const patience = 200;

/**
 * One client of a hub, from its opening to its end.
 *
 * ```text
 * c.incoming$     --s-----p---
 * c.send          w-S-abc-A-d-    w: welcome  S: subscribed  A: ack  a b c d: publications
 * ```
 *
 * Until a client is known, which its handshake decides or its first message (`authenticateBy`), nothing else is served.
 * Requests are handled one after the other, but pings at once: a client must not take a slow broker for a dead link. What
 * requests fail with is a reply. Completes when the connection ends.
 */
export function acceptClient(core: HubCore, connection: ClientConnection): Observable<HubEvent> {
  const { limits } = core;

  return new Observable((subscriber) => {
    const name = core.newId();
    /** What is to be done, one after the other; who it is comes first. */
    const jobs$ = new Subject<Observable<Reply>>();
    const bucket = tokenBucket(limits.requestRate, limits.requestBurst);
    const work = new Subscription();
    let session: Session | undefined;
    let waiting = 0;
    let excess = 0;
    let isOver = false;

    const over = (cause?: ConnectionError): void => {
      if (isOver) return;
      isOver = true;
      session?.end();
      work.unsubscribe();
      subscriber.next({ type: 'disconnected', connection: name, ...(cause !== undefined && { cause }) });
      subscriber.complete();
    };
    const close = (code: number, reason: string, cause?: unknown): void => {
      if (isOver) return;
      subscriber.next({
        type: 'closed',
        connection: name,
        code,
        reason,
        ...(cause !== undefined && { cause }),
      });
      connection.close(code, reason);
      over();
    };
    if (core.isDraining) return close(4100, 'going away');

    const reply = ({ text, start }: Reply): void => {
      if (text !== undefined) session?.write(text);
      start?.();
    };

    /** Refuses what is too much before anybody works on it. */
    const onFrame = (frame: unknown): void => {
      const wait = bucket.take(asyncScheduler.now());
      excess = wait > 0 || waiting >= limits.requestBurst ? excess + 1 : 0;
      if (excess > patience) close(4101, 'too many requests');
      else if (typeof frame !== 'string') close(4009, 'text only');
      else if (excess > 0) {
        const refusal = new Refusal('LIMIT_RATE', 'too many requests', wait > 0 ? wait : null);
        const id = idOf(frame);
        const refused$ = letIn((served) => of(refuse(core, served, refusal, id)));
        if (session === undefined) jobs$.next(refused$);
        else refused$.subscribe(reply);
      } else if (session !== undefined && waiting > 0 && isPing(frame)) handle(frame).subscribe(reply);
      else {
        waiting += 1;
        jobs$.next(handle(frame).pipe(finalize(() => (waiting -= 1))));
      }
    };
    /** Nobody is known yet, so the reply does not wait for the end of a turn. */
    const turnAway = (error: unknown, id?: string): Observable<never> => {
      const { text, refusal } = core.refusal(error, id);
      subscriber.next(refused(name, refusal));
      sendIfOpen(connection, text);
      close(...endOf(refusal), refusal.cause);
      return EMPTY;
    };
    const letIn = (job: (served: Session) => Observable<Reply>): Observable<Reply> =>
      defer(() => (session === undefined ? EMPTY : job(session)));
    const handle = (frame: string): Observable<Reply> =>
      defer(() => (session === undefined ? introduce(frame) : serve(frame)));
    const introduce = (frame: string): Observable<Reply> =>
      defer(() => {
        const { token } = introduction(core, frame);
        return identify(core, { connection: name, request: connection.request, token });
      }).pipe(
        map((known) => {
          reply(welcome(known));
          return { text: authenticated(core, known, idOf(frame)) };
        }),
        catchError((error: unknown) => turnAway(error, idOf(frame))),
      );
    const serve = (frame: string): Observable<Reply> =>
      letIn((served) => handleRequest(core, served, readRequest(core, frame))).pipe(
        catchError((error: unknown) => of(refuse(core, session as Session, error, idOf(frame)))),
      );

    const welcome = (known: Known): Reply => {
      if (core.isDraining) {
        close(4100, 'going away');
        return {};
      }
      session = sessionOf({
        core,
        connection: name,
        known,
        ...(connection.request !== undefined && { request: connection.request }),
        outlet: connectionOutlet(connection),
        close: (code, reason) => {
          connection.close(code, reason);
          over();
        },
      });
      core.sessions.add(session);
      work.add(session.events$.subscribe((event) => subscriber.next(event)));
      subscriber.next({ type: 'connected', connection: name, user: known.identity.user });
      const { pingInterval: heartbeat, maxPayload, maxChannels } = limits;
      const about = { connection: name, protocol: 1, heartbeat, maxPayload, maxChannels, ...lifeOf(known) };
      return { text: core.notice({ action: 'welcome', ...about, serverTime: core.timestamp() }) };
    };
    const { authenticateBy } = core;
    const byHandshake$ = identify(core, { connection: name, request: connection.request }).pipe(
      map(welcome),
      catchError((error: Refusal) =>
        authenticateBy === 'either' && error.code === 'UNAUTHORIZED' ? EMPTY : turnAway(error),
      ),
    );

    // Ends first: what a frame brings about may be the end.
    work.add(
      (connection.ended$ ?? connection.incoming$.pipe(ignoreElements(), endWith(undefined))).subscribe(
        (cause) => over(cause instanceof ConnectionError ? cause : undefined),
      ),
    );
    work.add(jobs$.pipe(concatMap((job$) => job$)).subscribe(reply));
    if (authenticateBy !== 'message') jobs$.next(byHandshake$);
    if (authenticateBy !== 'handshake') {
      const late = new Refusal('TIMEOUT', 'not initialised in time');
      const isUnknown = (): boolean => session === undefined;
      work.add(
        timer(limits.authenticateTimeout)
          .pipe(filter(isUnknown))
          .subscribe(() => turnAway(late)),
      );
    }
    work.add(connection.incoming$.subscribe(onFrame));
    work.add(watchPongs(connection, limits).subscribe({ error: () => close(4201, 'pong timeout') }));
    return () => {
      if (isOver) return;
      isOver = true;
      session?.end();
      work.unsubscribe();
      connection.close(4200, 'going away');
    };
  });
}

/** How a connection ends whose client was turned away. */
function endOf({ code }: Refusal): [code: number, reason: string] {
  if (code === 'UNAUTHORIZED' || code === 'EXPIRED') return [4001, 'unauthorised'];
  if (code === 'TIMEOUT') return [4008, 'not initialised in time'];
  if (code === 'UNAVAILABLE') return [4100, 'try again later'];
  return [4009, 'authenticate first'];
}
