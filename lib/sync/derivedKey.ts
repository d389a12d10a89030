import type { SyncMessage } from './SyncMessage.js';

/**
 * The key of a message that names no channel: what a server that knows nothing of channels sends, keyed all the same.
 *
 * ```text
 * {"type":"userStatus","data":{"userId":"u1","status":"away"}}   → user_status_u1
 * {"type":"notification","data":{"title":"hi"}}                  → notifications
 * {"type":"chat","data":{"text":"hi","channelId":"general"}}     → chat_general
 * anything else                                                  → undefined
 * ```
 */
export function derivedKey({ type, data }: Pick<SyncMessage, 'type' | 'data'>): string | undefined {
  if (type === 'notification') return 'notifications';
  const { userId, channelId } = (data ?? {}) as { readonly userId?: unknown; readonly channelId?: unknown };
  if (type === 'userStatus' && typeof userId === 'string') return `user_status_${userId}`;
  if (type === 'chat' && typeof channelId === 'string') return `chat_${channelId}`;
  return undefined;
}

/** Whether plain messages can feed a key. */
export function isDerivedKey(key: string): boolean {
  return key === 'notifications' || key.startsWith('chat_') || key.startsWith('user_status_');
}

/** The type of the plain messages that feed a key; `undefined` for a key of no such messages. */
export function derivedType(key: string): string | undefined {
  if (!isDerivedKey(key)) return undefined;
  if (key === 'notifications') return 'notification';
  return key.startsWith('chat_') ? 'chat' : 'userStatus';
}
