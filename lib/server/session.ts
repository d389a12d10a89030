import {
  EMPTY,
  Subject,
  Subscription,
  concatMap,
  defaultIfEmpty,
  defer,
  finalize,
  merge,
  take,
  tap,
  timeout,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { provide } from '../core/Provider.js';
import { checkChannel } from './checkChannel.js';
import type { Dismissible } from './Dismissible.js';
import type { Handover } from './Handover.js';
import type { HubCore } from './hubCore.js';
import type { AccessContext, HubEvent, Identity } from './HubConfig.js';
import type { Joined, Wish } from './Joined.js';
import type { Outlet } from './Outlet.js';
import { batchOf } from './publication.js';
import type { Batch, Publication } from './publication.js';
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

/** How often a client that gets a long replay is looked at again, in ms. */
const pace = 20;

export function session({ core, connection, identity, outlet, close }: SessionConfig): Session {
  const { limits, turns } = core;
  const channels = new Map<string, Subscription>();
  const events$ = new Subject<HubEvent>();
  let isOpen = true;

  const dirty = (): void => {
    if (isOpen) turns.client(self);
  };
  const write = (text: string): void => {
    if (!isOpen) return;
    outlet.message(text);
    dirty();
  };
  const publish = (batch: Batch): void => {
    if (!isOpen) return;
    outlet.publish(batch);
    dirty();
  };
  const cut = (code: number, reason: string): void => {
    if (!isOpen) return;
    self.end();
    events$.next({ type: 'closed', connection, code, reason });
    close(code, reason);
  };

  /** Sends what a client missed as fast as it reads, and goes live when it has caught up. */
  const replay = (
    channel: string,
    handover: Handover,
    backlog: Publication[],
    membership: Subscription,
  ): void => {
    let sent = 0;
    const go = (): void => {
      const from = sent;
      let bytes = outlet.pending();
      while (sent < backlog.length && bytes < limits.maxPending / 4) {
        bytes += (backlog[sent] as Publication).text.length;
        sent += 1;
      }
      if (sent > from) publish(batchOf(channel, handover.epoch, backlog.slice(from, sent)));
      if (sent === backlog.length) handover.goLive();
      else membership.add(timer(pace).subscribe(go));
    };
    go();
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
      const joined$ = new Subject<Joined>();
      const backlog: Publication[] = [];
      /** Waits for its handover, for its turn to start, or is on. */
      let stage: 'joining' | 'joined' | 'started' = 'joining';
      let hasHole = false;

      const leave = (): void => {
        if (channels.get(channel) === membership) channels.delete(channel);
        membership.unsubscribe();
      };
      const tellHole = (): void => {
        leave();
        events$.next({ type: 'unsubscribed', connection, channel, code: 'INSUFFICIENT_STATE' });
        write(
          core.notice({ action: 'unsubscribed', channel, code: 'INSUFFICIENT_STATE', resubscribe: true }),
        );
      };
      const lose = (error: unknown): void => {
        if (stage === 'joining') {
          leave();
          joined$.error(error);
        } else if (stage === 'started') tellHole();
        // Not before it has been told that it is on.
        else hasHole = true;
      };
      const tooMuch = (): Refusal => new Refusal('UNAVAILABLE', 'the history was lost meanwhile');
      const observer = {
        hold: (next: Publication): void => {
          if (backlog.push(next) <= limits.recoveryLimit * 2) return;
          backlog.length = 0;
          lose(tooMuch());
        },
        live: publish,
      };
      const join$ = defer(() => {
        const feed = core.feedOf(channel);
        membership.add(
          feed.observe(observer, wish).subscribe({
            next: (handover) => {
              stage = 'joined';
              backlog.unshift(...handover.replay);
              outlet.position(channel, handover.epoch, handover.offset - handover.replay.length);
              joined$.next({
                channel,
                handover,
                start: () => {
                  stage = 'started';
                  if (hasHole) tellHole();
                  else if (!membership.closed) replay(channel, handover, backlog, membership);
                },
              });
            },
            error: lose,
            complete: () => lose(tooMuch()),
          }),
        );
        return EMPTY;
      });
      return merge(joined$, join$).pipe(
        take(1),
        // Not in time, or nobody waits any more.
        finalize(() => {
          if (stage === 'joining') leave();
        }),
      );
    });

  const self: Session = {
    connection,
    identity,
    events$,
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
      channels.delete(channel);
      if (membership !== undefined) events$.next({ type: 'unsubscribed', connection, channel });
      return membership !== undefined;
    },
    write,
    pending: outlet.pending,
    cut,
    flush: () => {
      if (!isOpen) return;
      if (outlet.pending() > limits.maxPending) return cut(4202, 'slow consumer');
      try {
        outlet.flush();
      } catch {
        // Closing: its end is told by the connection.
      }
    },
    end: () => {
      isOpen = false;
      core.sessions.delete(self);
      for (const membership of channels.values()) membership.unsubscribe();
      channels.clear();
    },
  };
  return self;
}
