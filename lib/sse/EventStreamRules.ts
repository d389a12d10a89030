import { ConnectionError } from '../core/ConnectionError.js';
import { checkNumber } from '../core/checkNumber.js';

/** How much of an event stream is held back at most until it makes an event. */
export interface EventStreamLimits {
  /**
   * The longest line, without its end, in UTF-16 code units (what `length` counts). A longer one is an error as soon as it
   * is longer, whether its end has come or not. `Infinity` turns the limit off.
   *
   * @defaultValue 33_554_432
   */
  readonly maxLineLength?: number;
  /** The longest data of one event, in UTF-16 code units. `Infinity` turns the limit off. @defaultValue 33_554_432 */
  readonly maxEventSize?: number;
}

/** What an event stream says besides its events, told in the order of the stream. What a callback throws is an error. */
export interface EventStreamCallbacks {
  /** A comment, without its colon and one space after that. Servers send them to show that they live. */
  readonly onComment?: (context: { readonly comment: string }) => void;
  /** A reconnection time, in ms, at most 2^31 - 1. Told at its line, for a block without data dispatches nothing. */
  readonly onRetry?: (context: { readonly retry: number }) => void;
  /** Another last event ID. Told at the blank line that commits it, before the event of that block, if it has one. */
  readonly onId?: (context: { readonly lastEventId: string }) => void;
}

/** Limits and callbacks, settled. Every member is always there, so that all rules have one shape. */
export interface EventStreamRules {
  readonly maxLineLength: number;
  readonly maxEventSize: number;
  readonly onComment: EventStreamCallbacks['onComment'];
  readonly onRetry: EventStreamCallbacks['onRetry'];
  readonly onId: EventStreamCallbacks['onId'];
}

/** Fills in the defaults. Throws a `RangeError` for a limit that is not a number from 1 on. */
export function eventStreamRules(config: EventStreamLimits & EventStreamCallbacks): EventStreamRules {
  // 32 Mi: room for the images that language models and their tools send as one line of base64.
  const { maxLineLength = 33_554_432, maxEventSize = 33_554_432, onComment, onRetry, onId } = config;
  checkNumber('maxLineLength', maxLineLength, 1);
  checkNumber('maxEventSize', maxEventSize, 1);
  return { maxLineLength, maxEventSize, onComment, onRetry, onId };
}

export const lineTooLong = ({ maxLineLength }: EventStreamRules): Error =>
  tooBig(`A line of the event stream is longer than maxLineLength, ${maxLineLength}`);

export const eventTooBig = ({ maxEventSize }: EventStreamRules): Error =>
  tooBig(`The data of an event is longer than maxEventSize, ${maxEventSize}`);

// 1009, message too big: whoever sends such a thing sends it again, so this cannot heal.
const tooBig = (message: string): Error => new ConnectionError('protocol', message, { code: 1009 });
