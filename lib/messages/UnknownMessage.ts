import type { Envelope } from './Envelope.js';

/**
 * A message of a type that the registry does not know: a system message that kept the type it came with.
 *
 * ```text
 * {"type":"applause","data":11}   ⇄   { type: 'systemMessage', originalType: 'applause', data: 11, … }
 * ```
 *
 * Its data came in as it is and nobody has looked at it.
 */
export type UnknownMessage = Envelope<'systemMessage'> & {
  /** The type on the wire. */
  readonly originalType: string;
};
