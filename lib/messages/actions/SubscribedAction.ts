import * as t from 'io-ts';
import { ErrorData } from '../ErrorData.js';
import { SafeInteger } from '../SafeInteger.js';
import { fields } from '../fields.js';
import { oneOrMany } from './oneOrMany.js';

/** One channel that is observed from now on. */
export interface SubscribedChannel {
  /** The channel's name. */
  readonly channel: string;
  /** The run of the channel's history; missing where no history is kept. */
  readonly epoch?: string;
  /** The top of the history at the handover; missing where no history is kept. */
  readonly offset?: number;
  /** True: the client had asked to go on from a position. */
  readonly recovering?: boolean;
  /** True: what was missed follows. False: nothing of it follows, the position is now `offset`. */
  readonly recovered?: boolean;
  /** How many missed publications follow before the live ones. */
  readonly replay?: number;
}

interface SubscribedOne extends SubscribedChannel {
  readonly action: 'subscribed';
  readonly channels?: undefined;
}

interface SubscribedMany {
  readonly action: 'subscribed';
  readonly channels: readonly SubscribedChannel[];
  /** Why the others of those that were asked for are not observed, each with its `channel`. */
  readonly errors?: readonly ErrorData[];
}

/** The reply to a subscribe request: of one channel, or of many to a request for many. */
export type SubscribedAction = SubscribedOne | SubscribedMany;

const action = t.literal('subscribed');
const optional = {
  epoch: t.string,
  offset: SafeInteger,
  recovering: t.boolean,
  recovered: t.boolean,
  replay: SafeInteger,
};
const SubscribedChannel = fields<SubscribedChannel>('SubscribedChannel', { channel: t.string }, optional);

/** The codec of the reply to a subscribe request. */
export const SubscribedAction: t.Type<SubscribedAction> = oneOrMany(
  'SubscribedAction',
  fields<SubscribedOne>(
    'SubscribedAction',
    { action, channel: t.string },
    { ...optional, channels: t.never },
  ),
  fields<SubscribedMany>(
    'SubscribedAction',
    { action, channels: t.readonlyArray(SubscribedChannel) },
    { errors: t.readonlyArray(ErrorData) },
  ),
);
