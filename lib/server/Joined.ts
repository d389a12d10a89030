import type { FeedRequest, Handover } from './Handover.js';

/** A request to observe one channel. */
export interface Wish extends FeedRequest {
  readonly channel: string;
}

/** A channel that has been joined; nothing of it is sent before `start`. */
export interface Joined {
  readonly channel: string;
  readonly handover: Handover;
  start(): void;
}
