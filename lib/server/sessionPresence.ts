import { Observable, Subscription, map, take } from 'rxjs';
import type { HubEvent, Identity } from './HubConfig.js';
import type { HubPresence } from './hubPresence.js';
import type { Member } from './PresenceConfig.js';
import { Refusal } from './Refusal.js';
import { bodyOfMember } from './roster.js';
import type { RosterChange } from './roster.js';

export interface SessionPresenceConfig {
  readonly presence: HubPresence;
  readonly connection: string;
  readonly identity: Identity;
  /** Tells the client of a change. */
  readonly tell: (channel: string, change: RosterChange) => void;
}

/** The list that answers a client, and how it goes on. */
export interface PresenceAnswer {
  readonly members: readonly Member[];
  readonly count: number;
  /** Once the list has been written. */
  readonly start: () => void;
}

/** Presence as one client has it. */
export interface SessionPresence {
  /** Emits once. Where `follow` is true the client is told of changes until it leaves the channel; otherwise no longer. */
  ask(channel: string, follow: boolean): Observable<PresenceAnswer>;
  /** What happens to the client: it has joined or left a channel that keeps presence. */
  heard(event: Extract<HubEvent, { type: 'subscribed' | 'unsubscribed' }>): void;
  /** The client is gone; it may come back. */
  end(): void;
}

/**
 * One client among others: present where it is subscribed, and told of the others where it asks to be.
 *
 * ```text
 * the client's events      subscribed a    unsubscribed a    subscribed a    unsubscribed a, for a hole     end
 * presence of a            enter           leave             enter           fade                           fade
 * ```
 */
export function sessionPresence(config: SessionPresenceConfig): SessionPresence {
  const { presence, connection, identity, tell } = config;
  /** Channels that it is subscribed to and that keep presence. */
  const joined = new Set<string>();
  const following = new Map<string, Subscription>();
  const body = bodyOfMember(identity.user, identity.info);

  const leave = (channel: string): void => {
    joined.delete(channel);
    following.get(channel)?.unsubscribe();
    following.delete(channel);
  };

  return {
    ask: (channel, follow) => {
      if (!presence.keeps(channel)) throw new Refusal('UNAVAILABLE', 'this channel keeps no presence');
      if (follow && !joined.has(channel)) throw new Refusal('NOT_SUBSCRIBED', 'subscribe to it first');
      following.get(channel)?.unsubscribe();
      following.delete(channel);
      if (!follow) {
        return presence.observe(channel).pipe(
          take(1),
          map(({ members, count }) => ({ members, count, start: () => {} })),
        );
      }
      const held = new Subscription();
      following.set(channel, held);
      return new Observable((subscriber) => {
        let isAnswered = false;
        subscriber.add(() => {
          // Nobody waits any more.
          if (!isAnswered) held.unsubscribe();
        });
        held.add(
          presence.observe(channel).subscribe({
            next: (standing) => {
              const start = (): void => {
                if (!held.closed) standing.follow((change) => tell(channel, change));
              };
              const { members, count } = standing;
              isAnswered = true;
              subscriber.next({ members, count, start });
              subscriber.complete();
            },
            error: (error: unknown) => subscriber.error(error),
          }),
        );
      });
    },
    heard: (event) => {
      if (event.type === 'subscribed') {
        joined.add(event.channel);
        presence.enter(event.channel, connection, body);
        return;
      }
      if (event.code === undefined) presence.leave(event.channel, connection);
      else presence.fade(event.channel, connection);
      leave(event.channel);
    },
    end: () => {
      for (const channel of [...joined]) {
        presence.fade(channel, connection);
        leave(channel);
      }
    },
  };
}
