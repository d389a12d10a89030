import * as t from 'io-ts';
import { fields } from './fields.js';

/** What a `chat` message says, and to whom. */
export interface ChatData {
  /** What is said. */
  readonly text: string;
  /** The room; messages of one room can be keyed as `chat_<channelId>`. */
  readonly channelId?: string;
  /** Who says it. */
  readonly senderId?: string;
  /** The name to show for the sender. */
  readonly senderName?: string;
}

/** The codec of a `chat` message's data. */
export const ChatData: t.Type<ChatData> = fields<ChatData>(
  'ChatData',
  { text: t.string },
  { channelId: t.string, senderId: t.string, senderName: t.string },
);
