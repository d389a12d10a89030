import * as t from 'io-ts';
import { fields } from '../fields.js';

/** Asks who is on a channel, answers that, or tells unasked who came or went. */
export interface PresenceAction {
  readonly action: 'presence';
  /** The channel's name. */
  readonly channel: string;
  /** What happened to the member, when unasked: `join`, `leave` … */
  readonly event?: string;
  /** Who came or went. */
  readonly member?: unknown;
  /** The reply's members. */
  readonly members?: readonly unknown[];
}

/** The codec of a request for presence, its reply, and the unasked notice. */
export const PresenceAction: t.Type<PresenceAction> = fields<PresenceAction>(
  'PresenceAction',
  { action: t.literal('presence'), channel: t.string },
  { event: t.string, member: t.unknown, members: t.readonlyArray(t.unknown) },
);
