import { chunkReader } from './chunkReader.js';
import { eventStreamRules } from './EventStreamRules.js';
import type { EventStreamLimits } from './EventStreamRules.js';
import { draftOf, eventStreamState } from './EventStreamState.js';
import type { EventStreamState } from './EventStreamState.js';
import type { ServerSentEvent } from './ServerSentEvent.js';

/** What has been read after a chunk: the state to go on from, and the events that this chunk dispatched, in order. */
export interface EventStreamReduction extends EventStreamState {
  readonly events: readonly ServerSentEvent[];
}

/**
 * The reducer of an event stream, to be folded over its chunks: a pure function from a state and a chunk to the next state.
 *
 * ```text
 * source$              -a---b---c---|    a: 'da'   b: 'ta: 1\n\ndata:'   c: ' 2\n\n'
 * scan(…), its events  -[]--[1]-[2]-|
 * ```
 *
 * It is what `parseEventStream` reads with; use that where events are wanted, for it also stops in the middle of a chunk.
 *
 * Errors: the reducer throws a `ConnectionError` of kind `protocol` (code 1009) where a limit is exceeded. Creating it
 * throws a `RangeError` for a limit that is not a number from 1 on.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * @example
 * ```ts
 * import { of, scan } from 'rxjs';
 * import { eventStreamReducer, eventStreamSeed } from 'rxwire';
 *
 * of('id: 7\ndata: hel', 'lo\n\n')
 *   .pipe(scan(eventStreamReducer(), eventStreamSeed()))
 *   .subscribe(({ events, lastEventId }) => console.log(events.length, lastEventId)); // 0 '', 1 '7'
 * ```
 */
export function eventStreamReducer(
  limits: EventStreamLimits = {},
): (state: EventStreamState, chunk: Uint8Array | string) => EventStreamReduction {
  const { maxLineLength, maxEventSize } = limits;
  const read = chunkReader(eventStreamRules({ maxLineLength, maxEventSize }));
  return (state, chunk) => {
    const events: ServerSentEvent[] = [];
    const draft = draftOf(state);
    read(draft, chunk, { closed: false, next: (event) => events.push(event) });
    return { ...draft, events };
  };
}

/**
 * What the reducer begins with: the reduction before the first chunk, of a stream that goes on from `lastEventId`.
 *
 * Errors: `TypeError` for a `lastEventId` that no stream can have named: one that holds CR, LF or NULL.
 */
export function eventStreamSeed(lastEventId = ''): EventStreamReduction {
  return { ...eventStreamState(lastEventId), events: [] };
}
