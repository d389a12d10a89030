import { Observable, Subject, Subscription, asapScheduler } from 'rxjs';
import type { Lifecycle } from '../core/Lifecycle.js';
import type { RedisLink } from './RedisLink.js';
import { UnavailableError } from './UnavailableError.js';

/** What listening to a channel of the engine brings. */
export type Heard =
  | { readonly kind: 'text'; readonly text: string }
  /** Texts may be missed from here to the next `live`. */
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'live' };

interface Room {
  readonly heard$: Subject<Heard>;
  observers: number;
  /** The link on which it has been asked for, or is heard. */
  asked?: RedisLink;
  isLive: boolean;
}

/**
 * Listens to any number of channels over one link.
 *
 * ```text
 * link            ---l-------#---m-----      l, m: connected   #: broke
 * listen('a')     -------L-x-I------L-y-     L: live   I: interrupted
 * listen('a')         ^--L-x-I------L-y-     the second is told at once where it is live already
 * ```
 *
 * Each channel is subscribed to once, however many listen; who comes and goes within one turn costs nothing. The link is needed
 * while somebody listens.
 *
 * Errors: `UnavailableError` when the link is given up. Finalization: the last one to leave a channel takes it off the link.
 */
export function announcements(
  lifecycle$: Observable<Lifecycle<RedisLink>>,
): (channel: string) => Observable<Heard> {
  const rooms = new Map<string, Room>();
  /** Channels that the present link is subscribed to, or is about to be. */
  const told = new Set<string>();
  const changed = new Set<string>();
  let need: Subscription | undefined;
  let link: RedisLink | undefined;
  let settling: Subscription | undefined;
  let hearing: Subscription | undefined;

  const lose = (): void => {
    link = undefined;
    told.clear();
    hearing?.unsubscribe();
    for (const room of [...rooms.values()]) {
      if (!room.isLive) continue;
      room.isLive = false;
      room.heard$.next({ kind: 'interrupted' });
    }
  };
  const goLive = (channels: readonly string[], on: RedisLink): void => {
    for (const channel of channels) {
      const room = rooms.get(channel);
      if (room === undefined || room.isLive || link !== on || room.asked !== on) continue;
      room.isLive = true;
      room.heard$.next({ kind: 'live' });
    }
  };
  const settle = (): void => {
    settling = undefined;
    // Not before: who leaves and comes back within a turn finds the room as it was.
    for (const channel of changed) if (rooms.get(channel)?.observers === 0) rooms.delete(channel);
    const on = link;
    if (on !== undefined) {
      const wanted = [...changed].filter((channel) => rooms.has(channel) && !told.has(channel));
      const left = [...changed].filter((channel) => !rooms.has(channel) && told.has(channel));
      changed.clear();
      const failed = (error: unknown): void => on.fail(error);
      if (left.length > 0) on.ignore(left).catch(failed);
      for (const channel of left) told.delete(channel);
      for (const channel of wanted) {
        told.add(channel);
        (rooms.get(channel) as Room).asked = on;
      }
      if (wanted.length > 0) on.listen(wanted).then(() => goLive(wanted, on), failed);
    }
    if (rooms.size > 0) return;
    need?.unsubscribe();
    need = undefined;
    link = undefined;
    told.clear();
  };
  const settleSoon = (channel: string): void => {
    changed.add(channel);
    settling ??= asapScheduler.schedule(settle);
  };
  const follow = (state: Lifecycle<RedisLink>): void => {
    if (link !== undefined) lose();
    if (state.status === 'connected') {
      link = state.connection;
      hearing = link.incoming$.subscribe(({ channel, text }) =>
        rooms.get(channel)?.heard$.next({ kind: 'text', text }),
      );
      need?.add(hearing);
      for (const channel of rooms.keys()) settleSoon(channel);
    } else if (state.status === 'disconnected') {
      const { cause } = state;
      for (const { heard$ } of [...rooms.values()]) {
        heard$.error(new UnavailableError(cause?.message ?? 'no link to Redis', false, cause));
      }
    }
  };

  return (channel) =>
    new Observable((subscriber) => {
      const room = rooms.get(channel) ?? { heard$: new Subject<Heard>(), observers: 0, isLive: false };
      room.observers += 1;
      if (!rooms.has(channel)) {
        rooms.set(channel, room);
        settleSoon(channel);
      }
      subscriber.add(room.heard$.subscribe(subscriber));
      subscriber.add(() => {
        room.observers -= 1;
        if (room.observers === 0) settleSoon(channel);
      });
      if (room.isLive) subscriber.next({ kind: 'live' });
      if (need !== undefined) return;
      need = new Subscription();
      need.add(lifecycle$.subscribe(follow));
    });
}
