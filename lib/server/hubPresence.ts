import { EMPTY, catchError, concat, defer, interval } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import type { Broker } from './Broker.js';
import type { BrokerPresence } from './BrokerPresence.js';
import { presenceConfig } from './PresenceConfig.js';
import type { PresenceConfig } from './PresenceConfig.js';
import { presenceFeed } from './presenceFeed.js';
import type { PresenceFeed, PresenceStanding } from './presenceFeed.js';
import { Refusal } from './Refusal.js';
import type { Turns } from './turns.js';

/** Presence at one hub: who of its clients is where, and who wants to know. */
export interface HubPresence {
  /** Whether the channel keeps presence. */
  keeps(channel: string): boolean;
  /** The connection is on the channel from now on. */
  enter(channel: string, connection: string, body: string): void;
  /** It has left of its own will. */
  leave(channel: string, connection: string): void;
  /** Its link broke: it has left unless it is back within the grace. */
  fade(channel: string, connection: string): void;
  /** Emits once. Errors with a `Refusal`. */
  observe(channel: string): Observable<PresenceStanding>;
}

/** From one list of a channel to the next, in ms, where its times are not shorter. */
const longestListPace = 50;

/** A hub that keeps none. */
const none: HubPresence = {
  keeps: () => false,
  enter: () => {},
  leave: () => {},
  fade: () => {},
  observe: () => {
    throw new Refusal('UNAVAILABLE', 'this hub keeps no presence');
  },
};

interface Room {
  /** Those of this hub, and what they show. */
  readonly present: Map<string, string>;
  /** What has to be told to the broker at the end of the turn, by connection. */
  readonly untold: Map<string, 'enter' | 'leave' | 'fade'>;
  flush(): void;
}

/**
 * Tells the broker who is on a channel, many at once, and renews it as long as they are.
 *
 * ```text
 * enter c1, c2     x--------------------------
 * fade c1          --------x------------------
 * the broker       t-----r-f---r-----r-----r--     t: touch c1 and c2 for `ttl`   f: touch c1 for `grace`
 *                                                  r: touch those who are there, each third of `ttl`
 * ```
 *
 * Nothing is done about who has left but to let its time pass; so a link that broke and a hub that was killed are the same.
 * When nobody of this hub is anywhere, no timer runs.
 */
export function hubPresence(broker: Broker, turns: Turns, config?: PresenceConfig): HubPresence {
  if (config === undefined) return none;
  const { channels, grace, ttl, maxMembers, pace } = presenceConfig(config);
  const presence = broker.presence as BrokerPresence;
  if (broker.presence === undefined) throw new TypeError('presence needs a broker that keeps it');
  const rooms = new Map<string, Room>();
  const feeds = new Map<string, PresenceFeed>();
  let renewing: Subscription | undefined;

  /** The next renewal makes up for one that fails. */
  const run = (...calls: readonly (() => Observable<unknown>)[]): void => {
    concat(...calls.map((call) => defer(call).pipe(catchError(() => EMPTY)))).subscribe();
  };
  const touch = (channel: string, { present }: Room, names: Iterable<string>): void => {
    const touched = [...names].map((connection) => ({ connection, body: present.get(connection) ?? '' }));
    if (touched.length > 0) run(() => presence.touch(channel, touched, ttl));
  };
  const renew = (): void => {
    for (const [channel, room] of rooms) touch(channel, room, room.present.keys());
  };
  const roomOf = (channel: string): Room => {
    const known = rooms.get(channel);
    if (known !== undefined) return known;
    const present = new Map<string, string>();
    const untold: Room['untold'] = new Map();
    const room: Room = {
      present,
      untold,
      flush: () => {
        const changes = [...untold];
        untold.clear();
        const of = (kind: string): string[] =>
          changes.flatMap(([connection, each]) => (each === kind ? [connection] : []));
        touch(channel, room, of('enter'));
        const fading = of('fade').map((connection) => ({ connection, body: present.get(connection) ?? '' }));
        if (fading.length > 0) run(() => presence.touch(channel, fading, grace));
        for (const connection of of('leave')) run(() => presence.leave(channel, connection));
        for (const connection of [...of('fade'), ...of('leave')]) present.delete(connection);
        if (present.size === 0 && rooms.get(channel) === room) rooms.delete(channel);
        if (rooms.size === 0) renewing = void renewing?.unsubscribe();
      },
    };
    rooms.set(channel, room);
    renewing ??= interval(ttl / 3).subscribe(renew);
    return room;
  };
  const note = (channel: string, connection: string, what: 'enter' | 'leave' | 'fade'): void => {
    const room = rooms.get(channel);
    if (room?.present.has(connection) !== true) return;
    room.untold.set(connection, what);
    turns.channel(room);
  };

  return {
    keeps: (channel) => {
      try {
        return channels({ channel });
      } catch {
        return false;
      }
    },
    enter: (channel, connection, body) => {
      roomOf(channel).present.set(connection, body);
      note(channel, connection, 'enter');
    },
    leave: (channel, connection) => note(channel, connection, 'leave'),
    fade: (channel, connection) => note(channel, connection, grace === 0 ? 'leave' : 'fade'),
    observe: (channel) =>
      defer(() => {
        const known = feeds.get(channel);
        if (known !== undefined) return known.observe();
        const onEmpty = (): void => {
          if (feeds.get(channel) === feed) feeds.delete(channel);
        };
        const listPace = Math.min(longestListPace, grace || 1, ttl / 3);
        const feed = presenceFeed({ channel, presence, turns, ttl, maxMembers, pace, listPace, onEmpty });
        feeds.set(channel, feed);
        return feed.observe();
      }),
  };
}
