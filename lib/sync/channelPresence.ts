import { Observable, Subscription, asyncScheduler } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { randomId } from '../core/randomId.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
import type { ChannelClient } from './keyedStreams.js';
import { persistentMap } from './persistentMap.js';
import type { PersistentMap } from './persistentMap.js';
import { sharedByKey } from './sharedByKey.js';
import type { SyncMessage } from './SyncMessage.js';

/** Somebody who is on a channel. */
export interface PresentMember {
  /** Of a user, or, for somebody who is none, of the connection. */
  readonly id: string;
  readonly user: string;
  /** What the server says of the member. */
  readonly info?: unknown;
}

/** Who is on a channel, and what has changed. */
export interface ChannelPresence {
  /** By id. It stays as it is: the next one is another map. */
  readonly members: ReadonlyMap<string, PresentMember>;
  /** Who came, or shows something else than before; for a new observer, all. */
  readonly joined: readonly PresentMember[];
  readonly left: readonly PresentMember[];
}

export interface ChannelPresenceConfig<In, Out> {
  readonly client: ChannelClient<In, Out>;
  /** The channels of this client, as `dataSync` gives them. */
  readonly sync: { readonly channel: (key: string) => Observable<unknown> };
}

interface PresenceNotice {
  readonly action?: unknown;
  readonly channel?: unknown;
  readonly channels?: unknown;
  readonly event?: unknown;
  readonly member?: PresentMember;
  readonly members?: readonly PresentMember[];
}

/**
 * Who is on a channel, as a hub tells it.
 *
 * ```text
 * presence('a')        ^-------------------------------!
 * sent                 s--p               s--p             s: subscribe a   p: presence of a, follow
 * received             -S--L---j---x------S---L            L: the list   j: join bob   x: the link breaks
 * emits                ----a---b--------------c            a: { ann }   b: { ann, bob }, joined bob
 * ```                                                      c: what is different in the new list, if anything is
 *
 * Cold, and shared by key: it is subscribed to the channel, and so present there, while it has observers. Asked for anew
 * whenever the channel has been subscribed to anew; who stayed meanwhile is told neither as left nor as joined.
 *
 * Errors: those of the channel. Where the peer keeps no presence, or does not allow it, nothing is emitted.
 *
 * @example
 * ```ts
 * import { channelPresence, dataSync, realtimeClient } from 'rxwire';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({ url: 'wss://example.org/realtime', codec: messages });
 * const presence = channelPresence({ client, sync: dataSync(client) });
 *
 * presence('room:1').subscribe(({ members, joined }) => console.log(members.size, joined));
 * ```
 */
export function channelPresence<In extends SyncMessage, Out>(
  config: ChannelPresenceConfig<In, Out>,
): (key: string) => Observable<ChannelPresence> {
  const { client, sync } = config;

  const ask = (link: Connection<In, Out>, channel: string, follow: boolean): void => {
    const timestamp = new Date(asyncScheduler.now()).toISOString();
    const data = { action: 'presence', channel, follow };
    sendIfOpen<Out>(link, { type: 'systemMessage', id: randomId(), timestamp, data } as Out);
  };
  const of = (key: string): Observable<ChannelPresence> =>
    new Observable((subscriber) => {
      let members: PersistentMap<string, PresentMember> = persistentMap();
      let link: Connection<In, Out> | undefined;
      let isListed = false;
      const change = (
        joined: readonly PresentMember[],
        left: readonly PresentMember[],
        isAll: boolean,
      ): void => {
        const news = joined.filter(({ id, info }) => !isSame(members.get(id), info));
        const gone = left.filter(({ id }) => members.has(id));
        for (const member of news) members = members.with(member.id, member);
        for (const { id } of gone) members = members.without(id);
        const isFirst = isAll && !isListed;
        isListed ||= isAll;
        if (isFirst || (isListed && news.length + gone.length > 0))
          subscriber.next({ members, joined: news, left: gone });
      };
      const receive = ({ type, data }: In): void => {
        if (type !== 'systemMessage') return;
        const notice = (data ?? {}) as PresenceNotice;
        if (notice.action === 'subscribed' && isNamed(notice, key) && link !== undefined)
          ask(link, key, true);
        if (notice.action !== 'presence' || notice.channel !== key) return;
        const { members: all, member, event } = notice;
        if (all !== undefined) {
          const ids = new Set(all.map(({ id }) => id));
          change(all, isListed ? [...members.values()].filter(({ id }) => !ids.has(id)) : [], true);
        } else if (member !== undefined && event === 'join') change([member], [], false);
        else if (member !== undefined && event === 'leave') change([], [member], false);
      };
      const held = new Subscription();
      held.add(
        client.state$.subscribe((state) => {
          link = state.status === 'connected' ? state.connection : undefined;
        }),
      );
      held.add(client.messages$.subscribe(receive));
      const live = sync.channel(key).subscribe({
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      // Subscribed to already, perhaps: if not, this is refused, and the next `subscribed` asks again.
      if (link !== undefined) ask(link, key, true);
      return () => {
        if (link !== undefined) ask(link, key, false);
        held.unsubscribe();
        live.unsubscribe();
      };
    });

  return sharedByKey(of, (latest) => ({ ...latest, joined: [...latest.members.values()], left: [] }));
}

function isSame(known: PresentMember | undefined, info: unknown): boolean {
  return known !== undefined && JSON.stringify(known.info) === JSON.stringify(info);
}

function isNamed({ channel, channels }: PresenceNotice, key: string): boolean {
  if (!Array.isArray(channels)) return channel === key;
  return channels.some((each) => (each as { readonly channel?: unknown }).channel === key);
}
