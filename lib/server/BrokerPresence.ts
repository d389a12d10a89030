import type { Observable } from 'rxjs';

/** A connection that is on a channel. */
export interface Attendance {
  /** Its name, which no other connection has, at whatever hub. */
  readonly connection: string;
  /** Who it is, as the hub wrote it. */
  readonly body: string;
}

/** Who is on a channel. */
export interface AttendanceList {
  /** How many changes the channel has had: what the changes count from. */
  readonly version: number;
  readonly items: readonly Attendance[];
  /** In how many ms the first of them expires, unless it is touched before; `undefined` when there is none. */
  readonly expiresIn: number | undefined;
}

/** What the watching of a channel brings. */
export type AttendanceEvent =
  /** A connection came, or its body is another one. */
  | ({ readonly kind: 'join'; readonly version: number } & Attendance)
  /** It left, or was not touched in time. */
  | { readonly kind: 'leave'; readonly version: number; readonly connection: string }
  /** Some connection expires in so many ms unless it is touched: a list asked for then tells. No change, so it has no version. */
  | { readonly kind: 'expiring'; readonly within: number }
  /** The engine is out of reach: changes may be missed from here to the next `live`. */
  | { readonly kind: 'interrupted' }
  /** From here on changes arrive; what came before is in the list. */
  | { readonly kind: 'live' };

/**
 * The part of a broker that keeps who is on a channel, over all hubs.
 *
 * ```text
 * touch('a', [c1], 20)       -x-------------------
 * touch('a', [c2], 20)       ---x--------x--------
 * watch('a')                 L1-2-----------------l      l: c1 leaves, for it was not touched again
 * list('a')                  ----(c1,c2)          (c2)   lets go what has expired
 * ```
 *
 * Each connection has its own time to live, which `touch` renews: those of a hub that was killed leave by themselves. What
 * has expired leaves when the channel is next listed or touched, so that an engine needs no timer, and only one of many
 * hubs that ask at the same time is the one that tells.
 *
 * Changes are numbered by channel, one more each, so that whoever has a list of version 7 goes on with change 8; a lower
 * number is in the list, a higher one says that something was missed. All observables are cold.
 *
 * Errors: a touch, a leave or a list that the engine refuses or does not answer; watching does not fail, it is `interrupted`.
 */
export interface BrokerPresence {
  /** Subscribing says that these connections are on the channel for `ttl` ms from now, also where that is less than before; emits once. */
  touch(channel: string, connections: readonly Attendance[], ttl: number): Observable<unknown>;
  /** Subscribing takes a connection off the channel; emits once. */
  leave(channel: string, connection: string): Observable<unknown>;
  /** Subscribing lets go what has expired, then reads; emits once. */
  list(channel: string): Observable<AttendanceList>;
  /** Subscribing listens; `live` says from when on. A hub holds one subscription per process and channel. */
  watch(channel: string): Observable<AttendanceEvent>;
}
