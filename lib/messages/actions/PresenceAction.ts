import * as t from 'io-ts';
import { SafeInteger } from '../SafeInteger.js';
import { fields } from '../fields.js';

/** Asks who is on a channel, answers that, or tells unasked who came or went. */
export interface PresenceAction {
  readonly action: 'presence';
  /** The channel's name. */
  readonly channel: string;
  /** Whether the request wants to be told who comes and goes from now on; without it, the list alone. */
  readonly follow?: boolean;
  /** What happened to the member, when unasked: `join`, `leave` … */
  readonly event?: string;
  /** Who came or went. */
  readonly member?: unknown;
  /** The reply's members. */
  readonly members?: readonly unknown[];
  /** How many members there are, in the reply; more than `members`, if those are too many to list. */
  readonly count?: number;
}

/** The codec of a request for presence, its reply, and the unasked notice. */
export const PresenceAction: t.Type<PresenceAction> = fields<PresenceAction>(
  'PresenceAction',
  { action: t.literal('presence'), channel: t.string },
  {
    follow: t.boolean,
    event: t.string,
    member: t.unknown,
    members: t.readonlyArray(t.unknown),
    count: SafeInteger,
  },
);
