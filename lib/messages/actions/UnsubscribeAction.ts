import * as t from 'io-ts';
import { fields } from '../fields.js';

/** Asks for no more publications of a channel. */
export interface UnsubscribeAction {
  readonly action: 'unsubscribe';
  /** The channel's name. */
  readonly channel: string;
}

/** The codec of a request to unsubscribe. */
export const UnsubscribeAction: t.Type<UnsubscribeAction> = fields<UnsubscribeAction>(
  'UnsubscribeAction',
  { action: t.literal('unsubscribe'), channel: t.string },
  {},
);
