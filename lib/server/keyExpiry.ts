import { EMPTY, Subscription, asyncScheduler, concat, defer, expand, retry, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { longestDelay } from '../core/longestDelay.js';
import type { Broker, LatestPage, Stored } from './Broker.js';

/** Lets keys go whose time has passed, in the channels that are followed here. */
export interface KeyExpiry {
  /** The channel is followed from now on: what is due is let go, what will be waits for its time. */
  follow(channel: string): void;
  /** A publication of the channel has come: the envelope. */
  look(channel: string, epoch: string, publication: { readonly offset: number; readonly text: string }): void;
  /** Nobody follows it here any more: no timer of it runs. */
  leave(channel: string): void;
}

export interface KeyExpiryConfig {
  readonly broker: Broker;
  readonly isMap: (channel: string) => boolean;
  readonly timestamp: () => string;
}

interface Room {
  readonly held: Subscription;
  /** By key: the publication that expires, and its timer. */
  readonly due: Map<string, { readonly offset: number; readonly waiting: Subscription }>;
  epoch: string | undefined;
}

/** Keys in one read. */
const page = 1_000;
/** From one try of a removal to the next, in ms, while the broker does not take it. */
const retryDelay = 1_000;
/** What every body that expires contains. */
const mark = '"expiresAt":';

/**
 * Publishes the removal of each key whose time has passed, for everybody at the same place of the history.
 *
 * ```text
 * set a, expiresIn 5     x----r---      r: remove a, of x
 * set b, expiresIn 5     y--z-----      z: set b: y cannot expire any more
 * ```
 *
 * Every hub at which the channel is followed has timers of its own, and each removal an id that is the same at all of them: the
 * first one that the broker takes is the only one, and a hub that is killed leaves it to the others. Where nobody follows a channel
 * no timer runs: whoever follows it next reads the latest publications of its keys, and lets go what is due.
 */
export function keyExpiry({ broker, isMap, timestamp }: KeyExpiryConfig): KeyExpiry {
  const rooms = new Map<string, Room>();

  const remove = (channel: string, epoch: string, key: string, offset: number): Observable<unknown> => {
    const id = `x:${epoch}:${offset}`;
    const data = { op: 'remove', key, of: offset };
    const body = JSON.stringify({ type: 'publication', id, timestamp: timestamp(), channel, data });
    return defer(() =>
      broker.publish(channel, body, { id, key: { name: key, op: 'remove', of: offset } }),
    ).pipe(retry({ delay: () => timer(retryDelay) }));
  };
  /** No longer than a timer can wait at a time. */
  const until = (at: number): Observable<unknown> => {
    // Whole ms: what is less than a clock can tell apart would be waited for without end.
    const left = (): number => Math.max(0, Math.ceil(at - asyncScheduler.now()));
    return timer(Math.min(left(), longestDelay)).pipe(
      expand(() => (left() === 0 ? EMPTY : timer(Math.min(left(), longestDelay)))),
    );
  };
  const drop = ({ due, held }: Room, key: string): void => {
    const waiting = due.get(key)?.waiting;
    if (waiting === undefined) return;
    due.delete(key);
    held.remove(waiting);
    waiting.unsubscribe();
  };
  const see = (channel: string, room: Room, epoch: string, offset: number, text: string): void => {
    if (room.epoch !== epoch) {
      // Offsets of two runs of the history have nothing to do with each other.
      for (const key of [...room.due.keys()]) drop(room, key);
      room.epoch = epoch;
    }
    if (room.due.size === 0 && !text.includes(mark)) return;
    const { data } = JSON.parse(text) as {
      readonly data?: { readonly key?: unknown; readonly expiresAt?: unknown; readonly of?: unknown };
    };
    const { key, expiresAt, of } = data ?? {};
    if (typeof key !== 'string') return;
    const current = room.due.get(key)?.offset;
    if (Number(current) >= offset) return;
    // The removal of one that another has taken the place of meanwhile.
    if (of !== undefined && of !== current) return;
    drop(room, key);
    if (typeof expiresAt !== 'number') return;
    const waiting = new Subscription();
    room.due.set(key, { offset, waiting });
    room.held.add(waiting);
    waiting.add(concat(until(expiresAt), remove(channel, epoch, key, offset)).subscribe());
  };
  const read = (channel: string, since: number): Observable<LatestPage> =>
    defer(() => broker.latest?.(channel, since, page) ?? EMPTY).pipe(
      retry({ delay: () => timer(retryDelay) }),
    );

  return {
    follow: (channel) => {
      if (!isMap(channel)) return;
      const room: Room = { held: new Subscription(), due: new Map(), epoch: undefined };
      rooms.set(channel, room);
      const lastOf = (items: readonly Stored[]): number => items[items.length - 1]?.offset ?? 0;
      room.held.add(
        read(channel, 0)
          .pipe(expand(({ items }) => (items.length < page ? EMPTY : read(channel, lastOf(items)))))
          .subscribe(({ epoch, items }) => {
            for (const { offset, body } of items) see(channel, room, epoch, offset, body);
          }),
      );
    },
    look: (channel, epoch, { offset, text }) => {
      const room = rooms.get(channel);
      if (room !== undefined) see(channel, room, epoch, offset, text);
    },
    leave: (channel) => {
      rooms.get(channel)?.held.unsubscribe();
      rooms.delete(channel);
    },
  };
}
