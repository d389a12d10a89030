import * as t from 'io-ts';
import { fields } from '../fields.js';

/** Tells that a channel is no longer observed, asked for or not. */
export interface UnsubscribedAction {
  readonly action: 'unsubscribed';
  /** The channel's name. */
  readonly channel: string;
  /** Why, when nobody asked for it: `INSUFFICIENT_STATE`, `EXPIRED` … */
  readonly code?: string;
  /** True: the view got a hole, subscribe again with `since`. */
  readonly resubscribe?: boolean;
}

/** The codec of the notice that a channel is no longer observed. */
export const UnsubscribedAction: t.Type<UnsubscribedAction> = fields<UnsubscribedAction>(
  'UnsubscribedAction',
  { action: t.literal('unsubscribed'), channel: t.string },
  { code: t.string, resubscribe: t.boolean },
);
