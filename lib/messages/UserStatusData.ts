import * as t from 'io-ts';
import { IsoTimestamp } from './IsoTimestamp.js';
import { fields } from './fields.js';

/** What a `userStatus` message tells of a user. */
export interface UserStatusData {
  /** Whose status it is. */
  readonly userId: string;
  /** The status from now on. */
  readonly status: 'online' | 'away' | 'busy' | 'offline';
  /** When the user was last seen, as ISO 8601 text. */
  readonly lastSeen?: string;
}

/** The codec of a `userStatus` message's data. */
export const UserStatusData: t.Type<UserStatusData> = fields<UserStatusData>(
  'UserStatusData',
  { userId: t.string, status: t.keyof({ online: null, away: null, busy: null, offline: null }) },
  { lastSeen: IsoTimestamp },
);
