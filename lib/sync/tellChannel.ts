import type { ChannelEvent } from './ChannelEvent.js';
import type { ChannelState } from './ChannelState.js';
import { joinGaps } from './joinGaps.js';

/** Tells the observers of a channel, or holds it back while a snapshot is being loaded. */
export function tellChannel(channel: ChannelState, event: ChannelEvent): void {
  const { loading } = channel;
  if (loading === undefined) return tellAtOnce(channel, event);
  if (loading.overflowed) return;
  if (loading.arrived || loading.held.length < loading.capacity) loading.held.push(event);
  else {
    loading.held.length = 0;
    loading.overflowed = true;
  }
}

/** Tells the observers of a channel, and keeps what a later observer is to be shown: the latest, and the gap after it. */
export function tellAtOnce(channel: ChannelState, event: ChannelEvent): void {
  if (event.kind === 'gap') channel.gap = joinGaps(channel.gap, event);
  else {
    channel.last = event;
    channel.gap = undefined;
  }
  channel.events$.next(event);
}
