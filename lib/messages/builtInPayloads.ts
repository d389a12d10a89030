import * as t from 'io-ts';
import { ChatData } from './ChatData.js';
import { ErrorData } from './ErrorData.js';
import { NotificationData } from './NotificationData.js';
import { SystemData } from './SystemData.js';
import { UserStatusData } from './UserStatusData.js';

/** The codecs of the data of the seven types; an alias, since an interface would be no `Payloads`. */
export type BuiltInPayloads = {
  readonly ping: t.Type<unknown>;
  readonly pong: t.Type<unknown>;
  readonly chat: t.Type<ChatData>;
  readonly notification: t.Type<NotificationData>;
  readonly userStatus: t.Type<UserStatusData>;
  readonly systemMessage: t.Type<SystemData>;
  readonly error: t.Type<ErrorData>;
};

/** The seven types; each of these codecs decodes to the very value it was given. */
export const builtInPayloads: BuiltInPayloads = {
  ping: t.unknown,
  pong: t.unknown,
  chat: ChatData,
  notification: NotificationData,
  userStatus: UserStatusData,
  systemMessage: SystemData,
  error: ErrorData,
};
