import type { Subscription } from 'rxjs';
import type { ChannelCodec } from './channelCodecs.js';
import type { ChannelEvent, Gap, Publication, Snapshot } from './ChannelEvent.js';
import type { KeyedStream } from './keyedStreams.js';
import type { Position } from './Position.js';

/** What outlives the observers of a channel. */
export interface ChannelMemory {
  /** The run of the history; `undefined` as long as there is no position. */
  epoch: string | undefined;
  /** The latest publication that was accepted. */
  offset: number;
  /** What was told last, and the gap that was told after it. */
  last: Publication | Snapshot | undefined;
  gap: Gap | undefined;
}

/** A snapshot that is being loaded, or what was held meanwhile being told. */
export interface SnapshotLoading {
  /** The position as far as observers know. */
  told: Position | undefined;
  /** What it is to make up for. */
  gap: Gap | undefined;
  /** Held is what came after this offset. */
  base: number;
  readonly held: ChannelEvent[];
  /** Most that may be held. */
  readonly capacity: number;
  /** More came than may be held: it has to be asked for again. */
  overflowed: boolean;
  /** It has come, and what was held is being told. */
  arrived: boolean;
  subscription: Subscription | undefined;
}

/** What is known of one channel that somebody observes. */
export interface ChannelState extends KeyedStream<string, ChannelEvent>, ChannelMemory {
  readonly codec: ChannelCodec<unknown> | undefined;
  /** The id of the latest request to subscribe. */
  request: string | undefined;
  /** The position that it goes on from. */
  asked: Position | undefined;
  /** The peer has answered it. */
  live: boolean;
  /** Publications up to this offset had been missed. */
  handover: number;
  /** Tries since the last success. */
  attempt: number;
  /** Resubscriptions for a hole since the last publication was accepted. */
  recoveries: number;
  /** The peer cannot go on from the position. */
  unrecoverable: boolean;
  /** It is to be asked for in a message of its own. */
  alone: boolean;
  /** The link broke, and no history will make up for it. */
  interrupted: boolean;
  /** Waits for the next try. */
  waiting: Subscription | undefined;
  loading: SnapshotLoading | undefined;
}
