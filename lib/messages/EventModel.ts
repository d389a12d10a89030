import * as t from 'io-ts';
import { asyncScheduler } from 'rxjs';
import { fields } from './fields.js';
import { IsoTimestamp } from './IsoTimestamp.js';
import { JsonText } from './JsonText.js';
import { readClock } from './readClock.js';
import { timestamps } from './timestamps.js';

/** An event of any type: what it is, what it says, and which and when. */
export interface EventModel {
  /** Which kind of event it is. */
  readonly type: string;
  /** What it says; nobody has looked at it. */
  readonly data?: unknown;
  /** Its place in the stream: the last event ID from it on. */
  readonly id?: string;
  /** When it was made, as ISO 8601 text; the time of decoding where the wire had none. */
  readonly timestamp: string;
}

export interface EventModelConfig {
  /**
   * The clock: milliseconds since 1970, for events that come without a timestamp.
   *
   * @defaultValue the clock of RxJS's `asyncScheduler`, which `TestScheduler.run` controls
   */
  readonly now?: () => number;
}

type WireEvent = Omit<EventModel, 'timestamp'> & { timestamp?: string };

const WireEvent: t.Type<WireEvent> = fields<WireEvent>(
  'event',
  { type: t.string },
  { data: t.unknown, id: t.string, timestamp: IsoTimestamp },
);

/**
 * Makes the io-ts codec between JSON text, or its UTF-8 bytes, and events of whatever type.
 *
 * ```text
 * '{"type":"price","data":{"eur":12},"id":"41"}'  ⇄  { type: 'price', data: { eur: 12 }, id: '41', timestamp: '2026-…' }
 * ```
 *
 * Where a registry of messages knows the types and checks their data, this takes all types alike. Fields that the model
 * does not name are kept. Over an event stream, use it by `overEventStream`, which fills in the `id`.
 *
 * Errors: `decode` never throws, whatever it is given; a clock that throws makes an event without a timestamp an invalid
 * one. `encode` throws what `JSON.stringify` throws.
 *
 * @example
 * ```ts
 * import { eventModel } from 'rxwire/messages';
 *
 * const codec = eventModel({ now: () => 0 });
 * const result = codec.decode('{"type":"price","data":{"eur":12}}');
 * if (result._tag === 'Right') console.log(result.right.timestamp); // 1970-01-01T00:00:00.000Z
 * ```
 */
export function eventModel(config: EventModelConfig = {}): t.Type<EventModel, string, unknown> {
  const { now = () => asyncScheduler.now() } = config;
  const present = timestamps(now);

  const document = new t.Type<EventModel, WireEvent, unknown>(
    'EventModel',
    (input): input is EventModel => WireEvent.is(input) && input.timestamp !== undefined,
    (input, context) => {
      const event = WireEvent.validate(input, context);
      if (event._tag === 'Left' || event.right.timestamp !== undefined)
        return event as t.Validation<EventModel>;
      const timestamp = readClock(present, context);
      if (timestamp._tag === 'Left') return timestamp;
      // Into the document, which JsonText has just made.
      return t.success(Object.assign(event.right, { timestamp: timestamp.right }));
    },
    t.identity,
  );
  return JsonText.pipe(document, 'EventModel');
}

/** The codec of `eventModel` with its default clock. */
export const EventModel: t.Type<EventModel, string, unknown> = eventModel();
