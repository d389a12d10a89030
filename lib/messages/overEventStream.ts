import type { Either } from 'fp-ts/lib/Either.js';

/** A codec between text and messages: a registry of messages, `EventModel`, or one of yours. */
export interface TextCodec<In, Out, E> {
  decode(input: unknown): Either<E, In>;
  encode(message: Out): string;
}

/** A message as an event to be sent: what `formatServerSentEvent` and `respondWithEvents` take. */
export interface MessageEventInit {
  readonly type?: string;
  readonly data: string;
  readonly lastEventId?: string;
}

/** A codec of messages that reads events of an event stream. */
export interface EventStreamCodec<In, Out, E> extends TextCodec<In, Out, E> {
  /** The message as an event: its text as `data`, its `type` as `type`, and its `id` as `lastEventId`. */
  toEvent(message: Out): MessageEventInit;
}

/**
 * Lets a codec of messages that come as text speak over an event stream too, so that one codec serves a WebSocket and
 * Server-Sent Events.
 *
 * ```text
 * { type: 'chat', data: '{"type":"chat","data":{"text":"hi"}}', lastEventId: '41' }    an event
 *   → { type: 'chat', data: { text: 'hi' }, id: '41', timestamp: '2026-…' }            the message
 * '{"type":"chat","data":{"text":"hi"}}'                                               a frame of a WebSocket
 *   → { type: 'chat', data: { text: 'hi' }, timestamp: '2026-…' }
 * ```
 *
 * The message is what the `data` of the event says, its own `type` included. A message without an `id` gets the last event
 * ID of the stream at that event, if there is one. What is no event goes to the codec as it is.
 *
 * `toEvent` is the way back, for servers. A `type` or an `id` that no line of an event stream can hold stays in the text
 * alone; a message that was relayed under a type it did not know bears that type.
 *
 * Errors: those of the codec.
 *
 * @example
 * ```ts
 * import { messages, overEventStream } from 'rxwire/messages';
 *
 * const codec = overEventStream(messages);
 * const event = codec.toEvent(messages.create('chat', { text: 'hi' }, { id: '41' })); // { type: 'chat', lastEventId: '41', … }
 * const result = codec.decode({ type: 'chat', data: event.data, lastEventId: '41' });
 * ```
 */
export function overEventStream<In, Out, E>(codec: TextCodec<In, Out, E>): EventStreamCodec<In, Out, E> {
  return {
    decode: (input) => {
      if (!isEvent(input)) return codec.decode(input);
      const result = codec.decode(input.data);
      if (result._tag === 'Left' || !lacksId(result.right) || !input.lastEventId) return result;
      return { _tag: 'Right', right: { ...result.right, id: input.lastEventId } };
    },
    encode: (message) => codec.encode(message),
    toEvent: (message) => {
      const { type, originalType = type, id } = message as Readonly<Record<string, unknown>>;
      return {
        ...(isLine(originalType) && originalType !== '' && { type: originalType }),
        ...(isLine(id) && !id.includes('\0') && { lastEventId: id }),
        data: codec.encode(message),
      };
    },
  };
}

/** By shape, so that the events of the platform's EventSource count as well. */
function isEvent(input: unknown): input is { readonly data: string; readonly lastEventId?: string } {
  return typeof input === 'object' && input !== null && 'data' in input && typeof input.data === 'string';
}

/** Of a plain object alone: what a codec of the application's makes of a class is not copied. */
function lacksId(message: unknown): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    Object.getPrototypeOf(message) === Object.prototype &&
    (message as { readonly id?: unknown }).id === undefined
  );
}

function isLine(value: unknown): value is string {
  return typeof value === 'string' && !/[\r\n]/.test(value);
}
