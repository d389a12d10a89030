import { Subject, Subscription, concatMap, defer, map, tap, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import type { Dismissible } from './Dismissible.js';
import { grants as grantsOf } from './grants.js';
import type { Grants, GrantsConfig } from './grants.js';
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

/** One client of a hub: what it observes, what it may, and what waits for it. */
export interface Session extends Dismissible {
  readonly connection: string;
  readonly identity: Identity;
  /** The handshake, where there was one. */
  readonly request: IncomingMessage | undefined;
  /** What happens to it. */
  readonly events$: Subject<HubEvent>;
  /** What it may, and for how long. */
  readonly grants: Grants;
  /** Whether it may, and if not, an error. */
  readonly allow: Grants['allow'];
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
  readonly request?: IncomingMessage;
  readonly outlet: Outlet;
  /** Ends the client's connection with a code of the protocol. */
  readonly close: (code: number, reason: string) => void;
}

export function session({ core, connection, known, request, outlet, close }: SessionConfig): Session {
  const { limits, turns } = core;
  const channels = new Map<string, Subscription>();
  const events$ = new Subject<HubEvent>();
  let isOpen = true;

  const dirty = (): void => {
    // Before the end of the turn: what the transport takes at once waits no longer.
    if (outlet.queued() > limits.maxPending / 4) self.flush();
    else turns.client(self);
  };
  const write = (text: string): void => {
    if (!isOpen) return;
    outlet.message(text);
    dirty();
  };
  const publish = (batch: Batch): void => {
    if (!isOpen) return;
    outlet.publish(batch);
    core.counts.totals.deliveries += batch.items.length;
    dirty();
  };
  const cut = (code: number, reason: string): void => {
    if (!isOpen) return;
    self.end();
    events$.next({ type: 'closed', connection, code, reason });
    close(code, reason);
  };

  const tellLeft: GrantsConfig['onLost'] = (channel, code, resubscribe) => {
    events$.next({ type: 'unsubscribed', connection, channel, code });
    write(core.notice({ action: 'unsubscribed', channel, code, resubscribe }));
  };
  const grants = grantsOf({ core, connection, known, channels, onLost: tellLeft, cut });

  const enter = (wish: Wish): Observable<Joined> =>
    defer(() => {
      const { channel } = wish;
      if (core.isDraining) throw goingAway();
      const isKnown = channels.has(channel);
      if (isKnown && wish.since === undefined) throw new Refusal('ALREADY_SUBSCRIBED', 'already subscribed');
      if (!isKnown && channels.size >= limits.maxChannels) {
        throw new Refusal('LIMIT_CHANNELS', `a connection may observe ${limits.maxChannels} channels`);
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
        publish,
        onHole: () => tellLeft(channel, 'INSUFFICIENT_STATE', true),
      });
    });

  const presence = sessionPresence({
    presence: core.presence,
    connection,
    identity: known.identity,
    events$,
    tell: (channel, change) => write(core.notice({ action: 'presence', channel, ...change })),
  });

  const requests = sessionRequests(write);

  const self: Session = {
    connection,
    request,
    get identity() {
      return grants.identity;
    },
    events$,
    presence,
    grants,
    requests,
    allow: grants.allow,
    join: (wish) =>
      self.allow('subscribe', wish.channel).pipe(
        concatMap((until) => enter(wish).pipe(map((joined) => grants.held(joined, until)))),
        timeout({ first: limits.requestTimeout }),
        tap(({ channel, handover }) => {
          const {
            recovered,
            replay: { length },
          } = handover;
          events$.next({ type: 'subscribed', connection, channel, recovered, replay: length });
        }),
      ),
    leave: (channel) => {
      const membership = channels.get(channel);
      membership?.unsubscribe();
      if (membership !== undefined) events$.next({ type: 'unsubscribed', connection, channel });
      return membership !== undefined;
    },
    write,
    pending: outlet.pending,
    cut,
    flush: () => {
      if (!isOpen) return;
      const pending = outlet.pending();
      // With all that is to be written. A piece that is too large by itself is for who has read everything else.
      if (pending > limits.maxPending && pending > outlet.queued()) return cut(4202, 'slow consumer');
      try {
        core.counts.totals.sentBytes += outlet.flush();
      } catch {
        // Closing: its end is told by the connection.
      }
    },
    end: () => {
      isOpen = false;
      core.sessions.delete(self);
      presence.end();
      grants.end();
      requests.end();
      for (const membership of channels.values()) membership.unsubscribe();
    },
  };
  return self;
}
