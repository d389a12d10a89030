import type { Observable } from 'rxjs';
import type { BrokerPresence } from './BrokerPresence.js';

/** A publication as a channel's history keeps it. */
export interface Stored {
  /** Its place in the history: a safe integer from 1, one more for each publication. */
  readonly offset: number;
  /** What was published, as it was given. */
  readonly body: string;
}

/** The answer to a publish: it was taken, at this place. */
export interface Published {
  readonly offset: number;
  /** The run of the history that the offset belongs to. */
  readonly epoch: string;
  /** True: an earlier try with the same id was taken already, and this is its place. */
  readonly duplicate: boolean;
}

export interface PublishOptions {
  /** Names the attempt: within the broker's window a second publish with this id makes no second entry. */
  readonly id?: string;
  /** How much the channel keeps from now on: `size` publications, for `ttl` ms. @defaultValue the broker's own */
  readonly history?: { readonly size: number; readonly ttl: number };
  /** What it does to a key of the channel, of which the latest publication is kept. Needs a broker that has `latest`. */
  readonly key?: KeyChange;
}

/** What a publication does to a key, beside its place in the history. */
export interface KeyChange {
  /** Any text. */
  readonly name: string;
  /** `set`: it is now the latest of the key. `remove`: the key has none any more. */
  readonly op: 'set' | 'remove';
  /** For `remove`: only where the latest of the key is the publication of this offset. */
  readonly of?: number;
  /** For `set`: how many keys the channel may have; one more is refused with a `KeyLimitError`. @defaultValue Infinity */
  readonly limit?: number;
}

/** Pieces of what a channel's keys are. */
export interface LatestPage {
  readonly epoch: string;
  /** The offset of the latest publication of the channel, as of which this is true; 0 when there was none. */
  readonly top: number;
  /** Of each key the latest publication, by offset, oldest first. */
  readonly items: readonly Stored[];
}

/** A piece of a channel's history, and where the history stands. */
export interface HistoryPage {
  /** The run of the history: offsets of two epochs have nothing to do with each other. */
  readonly epoch: string;
  /** The offset of the latest publication; 0 when there was none. */
  readonly top: number;
  /** The offset of the oldest publication that is kept; `top + 1` when none is. */
  readonly first: number;
  /** Oldest first, without holes. */
  readonly items: readonly Stored[];
}

/** What a subscription to a channel brings. */
export type BrokerEvent =
  /** A publication. Once for each and in order, unless an interruption lies between, or the engine lost an announcement or made two of it. */
  | ({ readonly kind: 'message'; readonly epoch: string } & Stored)
  /** The engine is out of reach: publications may be missed from here to the next `live`. */
  | { readonly kind: 'interrupted' }
  /** From here on publications arrive; what came before is in the history. */
  | { readonly kind: 'live' };

/**
 * What carries publications between hubs and keeps their history.
 *
 * ```text
 * publish('a', x)        -x---y---------z-
 * subscribe('a')         L1---2--I--L---4-    L: live   I: interrupted
 * history('a', 2, 100)                  (3,4)
 * ```
 *
 * Per channel, offsets rise by one, and an offset is never issued twice within an epoch: a broker that cannot know the
 * last offset (restarted, restored, evicted) begins a new epoch. All observables are cold.
 *
 * Errors: a publish or a read that the engine refuses or does not answer; a subscription does not fail, it is
 * `interrupted`.
 */
export interface Broker {
  /** Subscribing publishes; emits once. */
  publish(channel: string, body: string, options?: PublishOptions): Observable<Published>;
  /** Subscribing listens; `live` says from when on. A hub holds one subscription per process and channel. */
  subscribe(channel: string): Observable<BrokerEvent>;
  /**
   * Subscribing reads at most `limit` publications after the offset `since`; emits once. A `since` below 0 counts from
   * the top: −100 reads the latest hundred. A `limit` of 0 asks for the position alone.
   */
  history(channel: string, since: number, limit: number): Observable<HistoryPage>;
  /**
   * Subscribing reads the latest publication of each key, however long ago it was: at most `limit` of them, after the offset
   * `since`; emits once. Whoever reads on behind the last item until nothing comes, and applies what was published after
   * the `top` of the first page, has missed nothing. Absent: the broker keeps no keys.
   */
  latest?(channel: string, since: number, limit: number): Observable<LatestPage>;
  /** Who is on a channel. Absent: the broker keeps no presence. */
  readonly presence?: BrokerPresence;
  /** False: the engine is known to be out of reach, and so the hub is not ready. Absent: it cannot be. */
  readonly isReady?: boolean;
}
