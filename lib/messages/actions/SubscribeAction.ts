import * as t from 'io-ts';
import { fields } from '../fields.js';
import { Since } from './Since.js';
import { oneOrMany } from './oneOrMany.js';

/** One channel that a client wants to observe. */
export interface ChannelRequest {
  /** The channel's name. */
  readonly channel: string;
  /** The position to go on from; without it, from now. */
  readonly since?: Since;
  /** What to send of the time missed: all of it, the latest publication alone, or nothing. */
  readonly recover?: 'stream' | 'latest' | 'none';
}

interface SubscribeOne extends ChannelRequest {
  readonly action: 'subscribe';
  readonly channels?: undefined;
}

interface SubscribeMany {
  readonly action: 'subscribe';
  readonly channels: readonly ChannelRequest[];
}

/** Asks for the publications of one channel, or, after a reconnect, of many in one frame. */
export type SubscribeAction = SubscribeOne | SubscribeMany;

const action = t.literal('subscribe');
const optional = { since: Since, recover: t.keyof({ stream: null, latest: null, none: null }) };
const ChannelRequest = fields<ChannelRequest>('ChannelRequest', { channel: t.string }, optional);

/** The codec of a request to subscribe. */
export const SubscribeAction: t.Type<SubscribeAction> = oneOrMany(
  'SubscribeAction',
  fields<SubscribeOne>('SubscribeAction', { action, channel: t.string }, { ...optional, channels: t.never }),
  fields<SubscribeMany>('SubscribeAction', { action, channels: t.readonlyArray(ChannelRequest) }, {}),
);
