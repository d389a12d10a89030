import type * as t from 'io-ts';
import type { Envelope } from './Envelope.js';
import type { UnknownMessage } from './UnknownMessage.js';

/** The codecs of the data of an application's types, by the name of the type. */
export type Payloads = Readonly<Record<string, t.Mixed>>;

/** The message of one type of a registry. */
export type MessageOfType<P extends Payloads, Type extends keyof P & string> = Envelope<
  Type,
  t.TypeOf<P[Type]>
> &
  (Type extends 'systemMessage' ? { readonly originalType?: undefined } : unknown);

/** All messages that a registry with these payloads decodes to, told apart by `type`. */
export type MessageIn<P extends Payloads> =
  { [Type in keyof P & string]: MessageOfType<P, Type> }[keyof P & string] | UnknownMessage;
