import type { BuiltInPayloads } from './builtInPayloads.js';
import type { MessageOf } from './MessageOf.js';
import type { MessageRegistry } from './messageRegistry.js';
import { messageRegistry } from './messageRegistry.js';

/**
 * The codec of the seven built-in types: ping, pong, chat, notification, userStatus, systemMessage and error.
 *
 * ```text
 * '{"type":"chat","data":{"text":"hi"}}'   →   { type: 'chat', data: { text: 'hi' }, timestamp: '2026-…' }
 * ```
 *
 * @see {@link messageRegistry} for its behaviour, and to add types
 *
 * @example
 * ```ts
 * import { messages } from 'rxwire/messages';
 *
 * const result = messages.decode('{"type":"chat","data":{"text":"hi"}}');
 * if (result._tag === 'Right' && result.right.type === 'chat') console.log(result.right.data.text);
 * ```
 */
export const messages: MessageRegistry<BuiltInPayloads> = messageRegistry();

/** A message of one of the seven built-in types, or of an unknown one. */
export type Message = MessageOf<typeof messages>;
