import * as t from 'io-ts';
import { WireEnvelope } from './Envelope.js';
import { builtInPayloads } from './builtInPayloads.js';
import { hasPrototypeKey } from './hasPrototypeKey.js';
import type { MessageIn, Payloads } from './MessageIn.js';
import { readClock } from './readClock.js';
import { reasonOf } from './reasonOf.js';
import { withoutBranches } from './withoutBranches.js';

/** A message of any registry, or the document that becomes one. */
type Draft = { -readonly [Key in keyof WireEnvelope]: WireEnvelope[Key] } & { originalType?: unknown };

/** These decode to the very value they were given, so `is` answers for `decode`. */
const identities: ReadonlySet<unknown> = new Set(Object.values(builtInPayloads));

/**
 * A codec between documents, as `JSON.parse` makes them, and the messages of the given payloads.
 *
 * ```text
 * known type, all well   → as it is
 * no timestamp           → the text of timestamp()
 * data transformed       → data: what the codec made of it
 * unknown type           → type: 'systemMessage', originalType: the type
 * anything wrong         → error, its path in the context
 * ```
 *
 * It writes into the document, which must be the caller's own: that costs 0.1 µs where a copy costs 1.3.
 *
 * `originalType` never comes from the wire: a sender that writes it into a system message is not believed.
 */
export function messageDocument<P extends Payloads>(
  payloads: P,
  timestamp: () => string,
): t.Type<MessageIn<P>, WireEnvelope, unknown> {
  const codecs: ReadonlyMap<unknown, t.Mixed> = new Map(Object.entries<t.Mixed>(payloads));

  const is = (input: unknown): input is MessageIn<P> => {
    if (!WireEnvelope.is(input) || input.timestamp === undefined) return false;
    const { type, data, originalType }: WireEnvelope & { originalType?: unknown } = input;
    if (type !== 'systemMessage' || originalType === undefined) return codecs.get(type)?.is(data) ?? false;
    return typeof originalType === 'string' && !codecs.has(originalType);
  };

  const validate = (input: unknown, context: t.Context): t.Validation<MessageIn<P>> => {
    if (!WireEnvelope.is(input)) return WireEnvelope.validate(input, context) as t.Validation<never>;
    const codec = codecs.get(input.type);
    const data = codec ? decodeData(codec, input.data, context) : t.success(input.data);
    if (data._tag === 'Left') return data;
    const message: Draft = input;
    if (message.timestamp === undefined) {
      const present = readClock(timestamp, context);
      if (present._tag === 'Left') return present;
      message.timestamp = present.right;
    }
    if (data.right !== message.data) message.data = data.right;
    if (message.type === 'systemMessage' && 'originalType' in message) delete message.originalType;
    if (!codec) {
      message.originalType = message.type;
      message.type = 'systemMessage';
    }
    return t.success(message as MessageIn<P>);
  };

  const encode = (message: Readonly<Draft>): WireEnvelope => {
    if (message.type === 'systemMessage' && typeof message.originalType === 'string') {
      const { originalType, ...envelope } = message;
      return { ...envelope, type: originalType };
    }
    const codec = codecs.get(message.type);
    return !codec || codec.encode === t.identity ? message : { ...message, data: codec.encode(message.data) };
  };

  return new t.Type('Message', is, validate, encode as (message: MessageIn<P>) => WireEnvelope);
}

function decodeData(codec: t.Mixed, data: unknown, envelope: t.Context): t.Validation<unknown> {
  if (identities.has(codec) && codec.is(data)) return t.success(data);
  const context = t.appendContext(envelope, 'data', codec, data);
  try {
    const result = codec.validate(data, context);
    if (result._tag === 'Left') {
      return t.failures(result.left.map((error) => ({ ...error, context: withoutBranches(error.context) })));
    }
    const copied = result.right !== data;
    return copied && hasPrototypeKey(data) ? t.failure(data, context, 'has a key __proto__') : result;
  } catch (error) {
    return t.failure(data, context, `the codec threw: ${reasonOf(error, 'no Error')}`);
  }
}
