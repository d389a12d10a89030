import type { ChannelCodec } from './channelCodecs.js';
import type { ChannelEvent } from './ChannelEvent.js';
import type { ChannelMemory, ChannelState } from './ChannelState.js';
import { isDerivedKey } from './derivedKey.js';
import type { KeyedStream } from './keyedStreams.js';

/** A channel that somebody begins to observe, with what was kept of it. */
export function openChannel(
  stream: KeyedStream<string, ChannelEvent>,
  codec: ChannelCodec<unknown> | undefined,
  memory: ChannelMemory | undefined,
): ChannelState {
  const { key, events$, observers, ticket, link, lingering } = stream;
  // Each by its name: spread, every channel would get a hidden class of its own.
  return {
    key,
    events$,
    observers,
    ticket,
    link,
    lingering,
    codec,
    epoch: memory?.epoch,
    offset: memory?.offset ?? -1,
    last: memory?.last,
    gap: memory?.gap,
    request: undefined,
    asked: undefined,
    live: false,
    handover: -1,
    attempt: 0,
    recoveries: 0,
    unrecoverable: false,
    alone: false,
    interrupted: false,
    waiting: undefined,
    loading: undefined,
  };
}

/** The link of a channel is gone, and with it what was asked for over it. */
export function unlinkChannel(channel: ChannelState): void {
  channel.waiting?.unsubscribe();
  channel.waiting = undefined;
  // What plain messages bring begins with the link, and not with the peer's answer.
  if (channel.epoch === undefined && (channel.live || isDerivedKey(channel.key))) channel.interrupted = true;
  channel.live = false;
  channel.request = undefined;
}
