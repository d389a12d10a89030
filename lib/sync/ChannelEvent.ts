import type { Position } from './Position.js';

/** One publication of a channel. */
export interface Publication<T = unknown> {
  readonly kind: 'publication';
  readonly channel: string;
  /** The type of its message. */
  readonly type: string;
  readonly data: T;
  /** The id that its publisher gave it; the acknowledgement of a publish has the same. */
  readonly id: string | undefined;
  /** Its place in the channel's history; `undefined` where none is kept. */
  readonly offset: number | undefined;
  /** When it was made, as ISO 8601 text. */
  readonly timestamp: string;
  /** True: missed at first, and sent after the subscription. False: live. */
  readonly recovered: boolean;
}

/** Something was missed and cannot be had any more, or may have been. What follows goes on from `position`. */
export interface Gap {
  readonly kind: 'gap';
  readonly channel: string;
  /**
   * - `unrecovered`: the peer no longer has what was missed;
   * - `epoch`: the history began anew, how much of the earlier one was missed nobody knows;
   * - `hole`: publications did not come, though asked for again and again;
   * - `no-history`: the link broke, and the channel keeps no history to make up for it;
   * - `invalid`: one publication came and did not decode; it is on `invalid$`;
   * - `snapshot`: what was to be loaded in place of a gap, or at the start, could not be; see `cause`.
   */
  readonly reason: 'unrecovered' | 'epoch' | 'hole' | 'no-history' | 'invalid' | 'snapshot';
  /** The last position before it, if one was known. */
  readonly since: Position | undefined;
  /** The next publication is the one after this position; `undefined` where no history is kept. */
  readonly position: Position | undefined;
  /** How many publications are missing, where that is known. */
  readonly missed: number | undefined;
  /** Why a snapshot could not be loaded. */
  readonly cause?: unknown;
}

/** State that was loaded in place of publications that cannot be had. What follows goes on from `position`. */
export interface Snapshot<T = unknown> {
  readonly kind: 'snapshot';
  readonly channel: string;
  readonly data: T;
  readonly position: Position;
  /** What it makes up for; `undefined` at the start. */
  readonly gap: Gap | undefined;
}

/** What the observer of a channel is told, by `kind`. */
export type ChannelEvent<T = unknown> = Publication<T> | Gap | Snapshot<T>;
