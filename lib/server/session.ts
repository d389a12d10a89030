import { Subscription, concatMap, defer, map, tap, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import type { Dismissible } from './Dismissible.js';
import { grants as grantsOf } from './grants.js';
import type { Grants } from './grants.js';
import type { HubCore } from './hubCore.js';
import type { HubEvent, Identity } from './HubConfig.js';
import type { Known } from './identify.js';
import type { Joined, Wish } from './Joined.js';
import type { Outlet } from './Outlet.js';
import { sessionRequests } from './sessionRequests.js';
import type { SessionRequests } from './sessionRequests.js';
import { sessionPresence } from './sessionPresence.js';
import type { SessionPresence } from './sessionPresence.js';
import { joinFeed } from './joinFeed.js';
import type { Batch } from './publication.js';
import { Refusal, goingAway } from './Refusal.js';
import type { RefusalCode } from './Refusal.js';

/** One client of a hub: what it observes, what it may, and what waits for it. */
export interface Session extends Dismissible {
  readonly connection: string;
  readonly identity: Identity;
  /** The handshake, where there was one. */
  readonly request: IncomingMessage | undefined;
  /** Tells what happens to it. */
  tell(event: HubEvent): void;
  /** What it may, and for how long. */
  readonly grants: Grants;
  /** Whether it may, and if not, an error. */
  allow: Grants['allow'];
  /** Joins a channel; emits once. Errors with a `Refusal`. */
  join(wish: Wish): Observable<Joined>;
  /** Leaves a channel; false if it was not observed. */
  leave(channel: string): boolean;
  /** Who else is there, and that this one is. */
  readonly presence: SessionPresence;
  /** Requests that handlers of the application answer. */
  readonly requests: SessionRequests;
  /** Hands to the transport what waits; at most `maxPending` bytes, or the client is cut off. */
  flush(): void;
  /** Leaves everything. */
  end(): void;
}

export interface SessionConfig {
  readonly core: HubCore;
  readonly connection: string;
  readonly known: Known;
  /** The handshake, for who asks anew who it is. */
  readonly request?: IncomingMessage | undefined;
  readonly outlet: Outlet;
  /** What happens to it. */
  readonly onEvent: (event: HubEvent) => void;
  /** Ends the client's connection with a code of the protocol. */
  readonly close: (code: number, reason: string) => void;
}

export function session(config: SessionConfig): Session {
  return new ClientSession(config);
}

/** A class, and what is made when it is wanted: a hub has thousands that do nothing. */
class ClientSession implements Session {
  readonly grants: Grants;
  private readonly channels = new Map<string, Subscription>();
  private ownPresence: SessionPresence | undefined;
  private ownRequests: SessionRequests | undefined;
  private isOpen = true;

  constructor(private readonly config: SessionConfig) {
    const { core, connection, known } = config;
    this.grants = grantsOf({
      core,
      connection,
      known,
      channels: this.channels,
      onLost: (channel, code, resubscribe) => this.tellLeft(channel, code, resubscribe),
      cut: (code, reason) => this.cut(code, reason),
    });
  }

  get connection(): string {
    return this.config.connection;
  }

  get request(): IncomingMessage | undefined {
    return this.config.request;
  }

  get identity(): Identity {
    return this.grants.identity;
  }

  get presence(): SessionPresence {
    const { core, connection, known } = this.config;
    return (this.ownPresence ??= sessionPresence({
      presence: core.presence,
      connection,
      identity: known.identity,
      tell: (channel, change) => this.write(core.notice({ action: 'presence', channel, ...change })),
    }));
  }

  get requests(): SessionRequests {
    return (this.ownRequests ??= sessionRequests((text) => this.write(text)));
  }

  tell(event: HubEvent): void {
    if ((event.type === 'subscribed' || event.type === 'unsubscribed') && this.isOpen) {
      if (this.config.core.presence.keeps(event.channel)) this.presence.heard(event);
    }
    this.config.onEvent(event);
  }

  allow(...request: Parameters<Grants['allow']>): Observable<number> {
    return this.grants.allow(...request);
  }

  join(wish: Wish): Observable<Joined> {
    const { core, connection } = this.config;
    return this.allow('subscribe', wish.channel).pipe(
      concatMap((until) => this.enter(wish).pipe(map((joined) => this.grants.held(joined, until)))),
      timeout({ first: core.limits.requestTimeout }),
      tap(({ channel, handover }) => {
        const { recovered, replay } = handover;
        this.tell({ type: 'subscribed', connection, channel, recovered, replay: replay.length });
      }),
    );
  }

  leave(channel: string): boolean {
    const { connection } = this.config;
    const membership = this.channels.get(channel);
    membership?.unsubscribe();
    if (membership !== undefined) this.tell({ type: 'unsubscribed', connection, channel });
    return membership !== undefined;
  }

  write(text: string): void {
    if (!this.isOpen) return;
    this.config.outlet.message(text);
    this.dirty();
  }

  pending(): number {
    return this.config.outlet.pending();
  }

  cut(code: number, reason: string): void {
    if (!this.isOpen) return;
    const { connection, close } = this.config;
    this.end();
    this.tell({ type: 'closed', connection, code, reason });
    close(code, reason);
  }

  flush(): void {
    if (!this.isOpen) return;
    const { core, outlet } = this.config;
    const { maxPending } = core.limits;
    const pending = outlet.pending();
    // With all that is to be written. A piece that is too large by itself is for who has read everything else.
    if (pending > maxPending && pending > outlet.queued()) return this.cut(4202, 'slow consumer');
    try {
      core.counts.totals.sentBytes += outlet.flush();
    } catch {
      // Closing: its end is told by the connection.
    }
  }

  end(): void {
    this.isOpen = false;
    this.config.core.sessions.delete(this);
    this.ownPresence?.end();
    this.grants.end();
    this.ownRequests?.end();
    for (const membership of this.channels.values()) membership.unsubscribe();
  }

  private publish(batch: Batch): void {
    if (!this.isOpen) return;
    const { core, outlet } = this.config;
    outlet.publish(batch);
    core.counts.totals.deliveries += batch.items.length;
    this.dirty();
  }

  private dirty(): void {
    const { core, outlet } = this.config;
    // Before the end of the turn: what the transport takes at once waits no longer.
    if (outlet.queued() > core.limits.maxPending / 4) this.flush();
    else core.turns.client(this);
  }

  private tellLeft(channel: string, code: RefusalCode | 'INSUFFICIENT_STATE', resubscribe: boolean): void {
    const { core, connection } = this.config;
    this.tell({ type: 'unsubscribed', connection, channel, code });
    this.write(core.notice({ action: 'unsubscribed', channel, code, resubscribe }));
  }

  private enter(wish: Wish): Observable<Joined> {
    return defer(() => {
      const { core, outlet } = this.config;
      const { maxChannels } = core.limits;
      const { channels } = this;
      const { channel } = wish;
      if (core.isDraining) throw goingAway();
      const isKnown = channels.has(channel);
      if (isKnown && wish.since === undefined) throw new Refusal('ALREADY_SUBSCRIBED', 'already subscribed');
      if (!isKnown && channels.size >= maxChannels) {
        throw new Refusal('LIMIT_CHANNELS', `a connection may observe ${maxChannels} channels`);
      }
      // With a position it begins anew from there: what a client does that has found a hole.
      channels.get(channel)?.unsubscribe();
      const membership = new Subscription();
      channels.set(channel, membership);
      membership.add(() => {
        if (channels.get(channel) === membership) channels.delete(channel);
      });
      return joinFeed({
        core,
        wish,
        outlet,
        membership,
        publish: (batch) => this.publish(batch),
        onHole: () => this.tellLeft(channel, 'INSUFFICIENT_STATE', true),
      });
    });
  }
}
