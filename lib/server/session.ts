import { Subject, Subscription, concatMap, defaultIfEmpty, defer, tap, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import { provide } from '../core/Provider.js';
import { checkChannel } from './checkChannel.js';
import type { Dismissible } from './Dismissible.js';
import type { HubCore } from './hubCore.js';
import type { AccessContext, HubEvent, Identity } from './HubConfig.js';
import type { Joined, Wish } from './Joined.js';
import type { Outlet } from './Outlet.js';
import { sessionPresence } from './sessionPresence.js';
import type { SessionPresence } from './sessionPresence.js';
import { joinFeed } from './joinFeed.js';
import type { Batch } from './publication.js';
import { Refusal, goingAway } from './Refusal.js';

/** One client of a hub: what it observes, what it may, and what waits for it. */
export interface Session extends Dismissible {
  readonly connection: string;
  readonly identity: Identity;
  /** What happens to it. */
  readonly events$: Subject<HubEvent>;
  /** Whether it may, and if not, an error. */
  allow(action: AccessContext<Identity>['action'], channel: string): Observable<unknown>;
  /** Joins a channel; emits once. Errors with a `Refusal`. */
  join(wish: Wish): Observable<Joined>;
  /** Leaves a channel; false if it was not observed. */
  leave(channel: string): boolean;
  /** Who else is there, and that this one is. */
  readonly presence: SessionPresence;
  /** Hands to the transport what waits; at most `maxPending` bytes, or the client is cut off. */
  flush(): void;
  /** Leaves everything. */
  end(): void;
}

export interface SessionConfig {
  readonly core: HubCore;
  readonly connection: string;
  readonly identity: Identity;
  readonly outlet: Outlet;
  /** Ends the client's connection with a code of the protocol. */
  readonly close: (code: number, reason: string) => void;
}

export function session({ core, connection, identity, outlet, close }: SessionConfig): Session {
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

  const tellHole = (channel: string): void => {
    events$.next({ type: 'unsubscribed', connection, channel, code: 'INSUFFICIENT_STATE' });
    write(core.notice({ action: 'unsubscribed', channel, code: 'INSUFFICIENT_STATE', resubscribe: true }));
  };

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
      return joinFeed({ core, wish, outlet, membership, publish, onHole: () => tellHole(channel) });
    });

  const presence = sessionPresence({
    presence: core.presence,
    connection,
    identity,
    events$,
    tell: (channel, change) => write(core.notice({ action: 'presence', channel, ...change })),
  });

  const self: Session = {
    connection,
    identity,
    events$,
    presence,
    allow: (action, channel) =>
      defer(() => {
        checkChannel(channel, limits.maxChannelLength);
        return provide('authorize', core.authorize, { action, channel, connection, identity });
      }).pipe(
        defaultIfEmpty(false),
        tap((isAllowed) => {
          if (isAllowed !== true) throw new Refusal('FORBIDDEN', `you may not ${action} here`);
        }),
      ),
    join: (wish) =>
      self.allow('subscribe', wish.channel).pipe(
        concatMap(() => enter(wish)),
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
      for (const membership of channels.values()) membership.unsubscribe();
    },
  };
  return self;
}
