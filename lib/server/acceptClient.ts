import { EMPTY, Observable, asyncScheduler, catchError, defer, finalize, map, of, timer } from 'rxjs';
import type { NextObserver, Subscriber, Subscription } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
import type { ClientConnection } from './ClientConnection.js';
import { connectionOutlet } from './connectionOutlet.js';
import { endOf } from './endOf.js';
import { greeting } from './greeting.js';
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
import { jobQueue } from './jobQueue.js';
import type { JobQueue } from './jobQueue.js';
import { refuse, refused } from './refuse.js';
import type { Reply } from './refuse.js';
import { authenticated } from './renew.js';
import { session as sessionOf } from './session.js';
import type { Session } from './session.js';
import { tokenBucket } from './tokenBucket.js';
import type { TokenBucket } from './tokenBucket.js';
import type { Watched } from './watchPongs.js';

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
  return new Observable((subscriber) => {
    const client = new Client(core, connection, subscriber);
    client.begin();
    return () => client.leave();
  });
}

/** What is served to one client; it observes the frames itself. A class, as a hub has thousands that do nothing. */
class Client implements Watched, NextObserver<unknown> {
  private readonly name: string;
  private readonly bucket: TokenBucket;
  /** What is to be done, one after the other; who it is comes first. */
  private readonly jobs: JobQueue<Reply>;
  private session: Session | undefined;
  /** Its user has one connection less. */
  private release: (() => void) | undefined;
  private frames: Subscription | undefined;
  /** Ends who does not say who it is. */
  private deadline: Subscription | undefined;
  /** Frames that are being handled, or wait for it. */
  private waiting = 0;
  private excess = 0;
  private isOver = false;

  constructor(
    private readonly core: HubCore,
    readonly connection: ClientConnection,
    private readonly subscriber: Subscriber<HubEvent>,
  ) {
    const { newId, limits } = core;
    this.name = newId();
    this.bucket = tokenBucket(limits.requestRate, limits.requestBurst);
    this.jobs = jobQueue((reply) => this.reply(reply));
  }

  begin(): void {
    const { core, connection } = this;
    const { authenticateBy, limits } = core;
    if (core.isDraining) return this.close(4100, 'going away');
    if (authenticateBy !== 'handshake') {
      const late = new Refusal('TIMEOUT', 'not initialised in time');
      this.deadline = timer(limits.authenticateTimeout).subscribe(() => this.turnAway(late));
    }
    if (authenticateBy !== 'message') this.jobs.add(this.byHandshake());
    core.pongs.add(this);
    this.frames = connection.incoming$.subscribe(this);
    // What a frame of the opening brings about may be the end.
    if (this.isOver) this.stop();
  }

  /** The hub does without it. */
  leave(): void {
    if (this.isOver) return;
    this.stop();
    this.connection.close(4200, 'going away');
  }

  /** A frame: refuses what is too much before anybody works on it. */
  next(frame: unknown): void {
    if (this.isOver) return;
    const { core, session } = this;
    const wait = this.bucket.take(asyncScheduler.now());
    this.excess = wait > 0 || this.waiting >= core.limits.requestBurst ? this.excess + 1 : 0;
    if (this.excess > patience) this.close(4101, 'too many requests');
    else if (typeof frame !== 'string') this.close(4009, 'text only');
    else if (this.excess > 0) {
      const refusal = new Refusal('LIMIT_RATE', 'too many requests', wait > 0 ? wait : null);
      const id = idOf(frame);
      const refused$ = this.letIn((served) => of(refuse(core, served, refusal, id)));
      if (session === undefined) this.jobs.add(refused$);
      else refused$.subscribe((reply) => this.reply(reply));
    } else if (session !== undefined && this.waiting > 0 && isPing(frame)) {
      this.handle(frame).subscribe((reply) => this.reply(reply));
    } else {
      this.waiting += 1;
      this.jobs.add(this.handle(frame).pipe(finalize(() => (this.waiting -= 1))));
    }
  }

  /** The end, which is told to whoever asks how it came. */
  complete(): void {
    const { ended$ = EMPTY } = this.connection;
    ended$.subscribe({
      next: (cause) => this.over(cause instanceof ConnectionError ? cause : undefined),
      complete: () => this.over(),
    });
  }

  onSilence(): void {
    this.close(4201, 'pong timeout');
  }

  private stop(): void {
    this.isOver = true;
    this.session?.end();
    this.release?.();
    this.core.pongs.delete(this);
    this.frames?.unsubscribe();
    this.deadline?.unsubscribe();
    this.jobs.stop();
  }

  private over(cause?: ConnectionError): void {
    if (this.isOver) return;
    this.stop();
    const { subscriber, name } = this;
    subscriber.next({ type: 'disconnected', connection: name, ...(cause !== undefined && { cause }) });
    subscriber.complete();
  }

  private close(code: number, reason: string, cause?: unknown): void {
    if (this.isOver) return;
    const { subscriber, name } = this;
    subscriber.next({
      type: 'closed',
      connection: name,
      code,
      reason,
      ...(cause !== undefined && { cause }),
    });
    this.connection.close(code, reason);
    this.over();
  }

  private reply({ text, start }: Reply): void {
    if (text !== undefined) this.session?.write(text);
    start?.();
  }

  /** Nobody is known yet, so the reply does not wait for the end of a turn. */
  private turnAway(error: unknown, id?: string): Observable<never> {
    const { text, refusal } = this.core.refusal(error, id);
    this.subscriber.next(refused(this.name, refusal));
    sendIfOpen(this.connection, text);
    this.close(...endOf(refusal), refusal.cause);
    return EMPTY;
  }

  private letIn(job: (served: Session) => Observable<Reply>): Observable<Reply> {
    return defer(() => (this.session === undefined ? EMPTY : job(this.session)));
  }

  private handle(frame: string): Observable<Reply> {
    return defer(() => (this.session === undefined ? this.introduce(frame) : this.serve(frame)));
  }

  private serve(frame: string): Observable<Reply> {
    const { core } = this;
    return this.letIn((served) =>
      defer(() => handleRequest(core, served, readRequest(core, frame))).pipe(
        catchError((error: unknown) => of(refuse(core, served, error, idOf(frame)))),
      ),
    );
  }

  private identify(token?: string): Observable<Known> {
    const { core, connection, name } = this;
    return identify(core, { connection: name, request: connection.request, token });
  }

  private introduce(frame: string): Observable<Reply> {
    const { core } = this;
    return defer(() => this.identify(introduction(core, frame).token)).pipe(
      map((known) => {
        this.reply(this.welcome(known));
        return { text: authenticated(core, known, idOf(frame)) };
      }),
      catchError((error: unknown) => this.turnAway(error, idOf(frame))),
    );
  }

  private byHandshake(): Observable<Reply> {
    return this.identify().pipe(
      map((known) => this.welcome(known)),
      catchError((error: Refusal) =>
        this.core.authenticateBy === 'either' && error.code === 'UNAUTHORIZED' ? EMPTY : this.turnAway(error),
      ),
    );
  }

  private welcome(known: Known): Reply {
    const { core, connection, name, subscriber } = this;
    if (core.isDraining) {
      this.close(4100, 'going away');
      return {};
    }
    this.deadline?.unsubscribe();
    this.release = core.users.enter(known.identity.user);
    this.session = sessionOf({
      core,
      connection: name,
      known,
      request: connection.request,
      outlet: connectionOutlet(connection),
      onEvent: (event) => subscriber.next(event),
      close: (code, reason) => {
        connection.close(code, reason);
        this.over();
      },
    });
    core.sessions.add(this.session);
    subscriber.next({ type: 'connected', connection: name, user: known.identity.user });
    return { text: greeting(core, name, known) };
  }
}
