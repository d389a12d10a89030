import { map } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import { formatEventStreamBlock } from './formatEventStreamBlock.js';
import type { EventStreamBlock } from './formatEventStreamBlock.js';

/**
 * Writes a `text/event-stream`: from events and comments to text, a block each.
 *
 * ```text
 * source$            -{ data: 'a' }------{ comment: 'still here' }--|
 * toEventStream()    -'data: a\n\n'------': still here\n\n'---------|
 * ```
 *
 * Errors: passes on those of the source. A `TypeError` that names the field, for what the format cannot carry; see
 * `formatServerSentEvent`.
 *
 * Finalization: unsubscribes from the source.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 *
 * @example
 * ```ts
 * import { interval, map, merge, of } from 'rxjs';
 * import { toEventStream } from 'rxwire';
 *
 * const prices$ = of({ lastEventId: '1', type: 'price', data: '12' });
 * const body$ = merge(prices$, interval(15_000).pipe(map(() => ({ comment: 'still here' })))).pipe(toEventStream());
 * ```
 */
export function toEventStream(): OperatorFunction<EventStreamBlock, string> {
  return map((block) => formatEventStreamBlock(block));
}
