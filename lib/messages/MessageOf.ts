import type * as t from 'io-ts';

/**
 * The messages of a registry, or those of one of its types.
 *
 * @example
 * ```ts
 * import { messages, type MessageOf } from 'rxwire/messages';
 *
 * type AnyMessage = MessageOf<typeof messages>;
 * type ChatMessage = MessageOf<typeof messages, 'chat'>;
 * ```
 */
export type MessageOf<Registry extends t.Any, Type extends string = string> = Extract<
  t.TypeOf<Registry>,
  { readonly type: Type }
>;
