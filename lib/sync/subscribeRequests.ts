import { timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import { byChannel } from '../core/byChannel.js';
import { ChannelError } from './ChannelError.js';
import type { ChannelState } from './ChannelState.js';
import type { Handover } from './channelRecovery.js';
import { errorOf } from './errorOf.js';
import type { KeyedRequest } from './keyedStreams.js';
import { acceptedPosition } from './positionOf.js';

export interface SubscribeRequestsConfig<Out> {
  /** Most channels in one message. */
  readonly batchSize: number;
  /** How long a reply may take, in ms. */
  readonly timeout: number;
  /** Makes a message of type `systemMessage`. */
  readonly message: (id: string, data: object) => Out;
  /** Sets the ids of these requests apart from others over the same link. */
  readonly prefix: string;
  readonly recover: ((key: string) => 'stream' | 'latest' | 'none' | undefined) | undefined;
  readonly subscribed: (channel: ChannelState, handover: Handover) => void;
  readonly failed: (channel: ChannelState, error: ChannelError) => void;
  /** Many were refused as one, and which of them is to blame was not said: each is to be asked for alone. */
  readonly split: (channel: ChannelState) => void;
}

/** Requests to subscribe, and the replies to them. */
export interface SubscribeRequests<Out> {
  subscribe(channels: readonly ChannelState[]): KeyedRequest<Out, ChannelState>[];
  unsubscribe(channels: readonly ChannelState[]): KeyedRequest<Out, ChannelState>[];
  /** Takes a reply `subscribed`; one to an earlier request changes nothing. */
  receive(id: string, data: { readonly channels?: unknown; readonly errors?: unknown }): void;
  /** Takes an error; says whether it is the reply to one of these requests. */
  refuse(id: string, error: { readonly channel?: unknown }): boolean;
  /** The link is gone: no reply will come. */
  clear(): void;
}

/**
 * Subscribes to many channels in one message, and knows each reply by the id of its request.
 *
 * ```text
 * subscribe   -{ id: 1, channels: [a, b] }------{ id: 2, channel: a }-----------------------
 * receive     -----------------------------{ id: 1, a refused }-----{ id: 1 }--{ id: 2 }----
 * told        -----------------------------failed(a)----------------subscribed(b)--(a)------
 * ```
 *
 * A reply to an earlier request for a channel does not concern the later one, and a channel that a reply leaves out has
 * failed.
 */
export function subscribeRequests<Out>(config: SubscribeRequestsConfig<Out>): SubscribeRequests<Out> {
  const { batchSize, timeout, message, prefix, recover, subscribed, failed, split } = config;
  const pending = new Map<
    string,
    { readonly channels: readonly ChannelState[]; readonly late: Subscription }
  >();
  let requests = 0;

  const waiting = (id: string): ChannelState[] =>
    (pending.get(id)?.channels ?? []).filter(({ request, live }) => request === id && !live);
  const settle = (id: string): void => {
    pending.get(id)?.late.unsubscribe();
    pending.delete(id);
  };
  const failRest = (id: string, code: string, words: string): void => {
    const rest = waiting(id);
    settle(id);
    for (const channel of rest) {
      if (channel.request === id && !channel.live)
        failed(channel, new ChannelError(channel.key, { code, message: words, retryable: true }));
    }
  };
  const ask = (channel: ChannelState): object => {
    const since = channel.unrecoverable ? undefined : acceptedPosition(channel);
    channel.asked = since;
    const mode = recover?.(channel.key);
    return { channel: channel.key, ...(since && { since }), ...(mode !== undefined && { recover: mode }) };
  };
  const request = (channels: readonly ChannelState[]): KeyedRequest<Out, ChannelState> => {
    const id = `${prefix}${++requests}`;
    const late = timer(timeout).subscribe(() => failRest(id, 'TIMEOUT', `no reply within ${timeout} ms`));
    pending.set(id, { channels, late });
    for (const channel of channels) {
      channel.request = id;
      channel.live = channel.alone = false;
    }
    const asked = channels.map(ask);
    const what = asked.length === 1 ? asked[0] : { channels: asked };
    return { message: message(id, { action: 'subscribe', ...what }), streams: channels };
  };

  return {
    subscribe: (channels) => {
      const alone = channels.filter((channel) => channel.alone);
      const together = alone.length === 0 ? channels : channels.filter((channel) => !channel.alone);
      const batches = alone.map((channel) => [channel]);
      for (let start = 0; start < together.length; start += batchSize)
        batches.push(together.slice(start, start + batchSize));
      return batches.map(request);
    },
    unsubscribe: (channels) =>
      channels.map((channel) => ({
        message: message(`${prefix}${++requests}`, { action: 'unsubscribe', channel: channel.key }),
        streams: [channel],
      })),
    receive: (id, data) => {
      if (!pending.has(id)) return;
      const replies = byChannel<Handover>(data.channels ?? [data]);
      const errors = byChannel<object>(data.errors);
      for (const channel of waiting(id)) {
        // Who was told before may have changed what follows.
        if (channel.request !== id || channel.live) continue;
        const [reply, error] = [replies.get(channel.key), errors.get(channel.key)];
        if (reply !== undefined) subscribed(channel, reply);
        else if (error !== undefined) failed(channel, errorOf(channel.key, error));
      }
      failRest(id, 'UNAVAILABLE', 'the reply leaves it out');
    },
    refuse: (id, error) => {
      const asked = pending.get(id);
      if (asked === undefined) return false;
      const concerned = waiting(id);
      const named = concerned.filter(({ key }) => key === error.channel);
      if (concerned.length <= 1 || named.length === 0) settle(id);
      const isShared = named.length === 0 && asked.channels.length > 1;
      for (const channel of named.length > 0 ? named : concerned) {
        if (channel.request !== id || channel.live) continue;
        if (isShared) split(channel);
        else failed(channel, errorOf(channel.key, error));
      }
      return true;
    },
    clear: () => {
      for (const id of [...pending.keys()]) settle(id);
    },
  };
}
