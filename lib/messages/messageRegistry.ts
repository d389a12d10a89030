import type * as t from 'io-ts';
import { asyncScheduler } from 'rxjs';
import type { BuiltInPayloads } from './builtInPayloads.js';
import { builtInPayloads } from './builtInPayloads.js';
import { JsonText } from './JsonText.js';
import { messageDocument } from './messageDocument.js';
import type { MessageIn, MessageOfType, Payloads } from './MessageIn.js';
import { randomId } from '../core/randomId.js';
import { timestamps } from './timestamps.js';

/** What a registry knows beyond the seven types, and where it takes time and ids from. */
export interface MessageRegistryConfig<P extends Payloads = Payloads> {
  /**
   * The codecs of the data of further types; one named like a built-in type takes its place.
   *
   * @defaultValue none: the seven built-in types alone
   */
  readonly payloads?: P;
  /**
   * The clock: milliseconds since 1970, for messages that come or are made without a timestamp.
   *
   * @defaultValue the clock of RxJS's `asyncScheduler`, which `TestScheduler.run` controls
   */
  readonly now?: () => number;
  /**
   * Makes the id of a new message.
   *
   * @defaultValue 32 hexadecimal digits of `crypto.getRandomValues`
   */
  readonly newId?: () => string;
}

/** What `create` is told of a message besides its type and data. */
export interface MessageOptions {
  /**
   * The id; a reply takes the id of its request.
   *
   * @defaultValue a new one
   */
  readonly id?: string;
  /**
   * When the message was made, as ISO 8601 text.
   *
   * @defaultValue now
   */
  readonly timestamp?: string;
  /** The channel to publish to. */
  readonly channel?: string;
}

/** The built-in payloads with those of an application added or put in their place. */
export type Registered<P extends Payloads> = Omit<BuiltInPayloads, keyof P> & P;

type Arguments<Data> = undefined extends Data
  ? [data?: Data, options?: MessageOptions]
  : [data: Data, options?: MessageOptions];

/** A codec between text and the messages of its payloads, as `messageRegistry` makes it. */
export interface MessageRegistry<P extends Payloads> extends t.Type<MessageIn<P>, string, unknown> {
  /** The codec of each type's data. */
  readonly payloads: P;
  /** A new message of a type, with an id and the present time. */
  create<Type extends keyof P & string>(
    type: Type,
    ...rest: Arguments<t.TypeOf<P[Type]>>
  ): MessageOfType<P, Type>;
}

/**
 * Makes the io-ts codec between JSON text and messages of the seven types and of an application's own.
 *
 * ```text
 * text or bytes ─ JSON ─ envelope ─ data, by type ─► Right(message)
 *                  │        │            ├─ unknown type ─► Right({ type: 'systemMessage', originalType, … })
 *                  └────────┴────────────┴─ anything wrong ─► Left(errors), each with its path
 * ```
 *
 * The messages form a union that `type` tells apart. A payload of a new name adds a type; one of a built-in
 * name takes its place, to narrow it. Where nothing had to be filled in or transformed, the message is the
 * parsed document itself, so fields that no codec names are kept.
 *
 * Codecs of an application are always decoded, so they may transform. What they copy out of data with a key
 * `__proto__` is refused, since a codec of io-ts that copies such data gives the copy a prototype of the
 * sender's choice.
 *
 * Errors: `decode` never throws, whatever it is given; a codec or a clock that throws makes the message an
 * invalid one. `encode` throws what `JSON.stringify` throws: for data nested some thousands of levels deep, a
 * cycle, a bigint. Throws a `TypeError` at once for a payload that is no codec.
 *
 * @see https://github.com/gcanti/io-ts/blob/master/index.md#the-idea
 *
 * @example
 * ```ts
 * import * as t from 'io-ts';
 * import { messageRegistry, type MessageOf } from 'rxwire/messages';
 *
 * const registry = messageRegistry({ payloads: { telemetry: t.type({ speed: t.number }) } });
 * type AppMessage = MessageOf<typeof registry>;
 *
 * const speedOf = (message: AppMessage): number => (message.type === 'telemetry' ? message.data.speed : 0);
 * const text = registry.encode(registry.create('telemetry', { speed: 81 }));
 * ```
 */
export function messageRegistry<P extends Payloads = Record<never, never>>(
  config: MessageRegistryConfig<P> = {},
): MessageRegistry<Registered<P>> {
  const { now = () => asyncScheduler.now(), newId = randomId } = config;
  const payloads = { ...builtInPayloads, ...config.payloads } as Payloads as Registered<P>;
  for (const [type, codec] of Object.entries<Partial<t.Mixed> | undefined>(payloads)) {
    if (typeof codec?.validate !== 'function') throw new TypeError(`payloads.${type} is no io-ts codec`);
  }

  const present = timestamps(now);

  const create = (type: string, data?: unknown, options: MessageOptions = {}): object => {
    const { id = newId(), timestamp = present(), channel } = options;
    return {
      type,
      id,
      timestamp,
      ...(channel !== undefined && { channel }),
      ...(data !== undefined && { data }),
    };
  };

  return Object.assign(JsonText.pipe(messageDocument(payloads, present), 'Message'), {
    payloads,
    create: create as MessageRegistry<Registered<P>>['create'],
  });
}
