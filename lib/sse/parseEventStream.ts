import { Observable, Subscription } from 'rxjs';
import type { OperatorFunction, Subscriber } from 'rxjs';
import { chunkReader } from './chunkReader.js';
import type { ChunkReader } from './chunkReader.js';
import { eventStreamRules } from './EventStreamRules.js';
import type { EventStreamCallbacks, EventStreamLimits } from './EventStreamRules.js';
import { draftOf, eventStreamState } from './EventStreamState.js';
import type { EventStreamDraft } from './EventStreamState.js';
import type { ServerSentEvent } from './ServerSentEvent.js';

export interface ParseEventStreamConfig extends EventStreamLimits, EventStreamCallbacks {
  /**
   * The last event ID that the stream goes on from, which events have until the stream names another.
   *
   * @defaultValue the empty string
   */
  readonly lastEventId?: string;
}

/**
 * Parses a `text/event-stream` by the rules of the HTML standard: from chunks, cut anywhere, to events.
 *
 * ```text
 * source$               -a---b---c---|    a: 'da'   b: 'ta: 1\n\n: hi\ndata:'   c: ' 2\nid: 7\n\ndata: 3\n\n'
 * parseEventStream()    -----1---(23)|
 * lastEventId                ''  '7'
 * onComment                  hi
 * ```
 *
 * Chunks may be bytes, which are read as UTF-8, or text. A line end counts as soon as it arrives, also a CR at the end of a
 * chunk. Where events are small, they share memory with their chunk: an event kept as it is keeps its chunk.
 *
 * The last event ID is committed, and told to `onId`, before the event is emitted. When nobody listens any more, the rest
 * of a chunk is not read. A chunk, or a completion, that a listener causes while a chunk is read waits until that one is
 * done.
 *
 * The state belongs to the subscription: nothing is left of half an event for the next one, or for a retry. An event that
 * the stream does not finish is dropped.
 *
 * Errors: passes on those of the source, and what a callback throws. A `ConnectionError` of kind `protocol` (code 1009)
 * where a limit is exceeded. At construction, a `RangeError` for a limit that is not a number from 1 on and a `TypeError`
 * for a `lastEventId` that holds CR, LF or NULL.
 *
 * Finalization: unsubscribes from the source.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { parseEventStream } from 'rxwire';
 *
 * const chunks$ = from(['id: 1\ndata: hel', 'lo\n\n: still here\n\n']);
 *
 * chunks$
 *   .pipe(parseEventStream({ onComment: ({ comment }) => console.log(comment) }))
 *   .subscribe(({ type, data, lastEventId }) => console.log(type, data, lastEventId)); // message hello 1, still here
 * ```
 */
export function parseEventStream(
  config: ParseEventStreamConfig = {},
): OperatorFunction<Uint8Array | string, ServerSentEvent> {
  const rules = eventStreamRules(config);
  const start = eventStreamState(config.lastEventId);
  // A scan whose step emits, with its own driving loop. Against the same parser without RxJS, text and bytes: 0.90 and 1.00
  // for events of 31 bytes in chunks of 16 KiB, 0.83 and 0.92 for one of them a chunk, 0.91 and 0.92 for one of 110 bytes. On
  // text, a Subscriber alone, without operator and source, takes it to 0.86 for the first.
  return (source$) =>
    new Observable((subscriber) => {
      const chunks = new ChunksInTurn(chunkReader(rules), draftOf(start), subscriber);
      // Linked before the source begins, so that a synchronous source stops when nobody listens any more.
      subscriber.add(chunks);
      source$.subscribe(chunks);
    });
}

/**
 * Reads chunks one after another, also one that arrives, by a listener's doing, while another is read. An observer that is a
 * subscription too is not wrapped by RxJS: that is half of what RxJS costs where a chunk holds one event. A class, for with
 * functions that are added to a subscription the operator is 3 to 5 % slower.
 */
class ChunksInTurn extends Subscription {
  private readonly waiting: (Uint8Array | string)[] = [];
  private isReading = false;
  private hasEnded = false;

  constructor(
    private readonly read: ChunkReader,
    private readonly draft: EventStreamDraft,
    private readonly subscriber: Subscriber<ServerSentEvent>,
  ) {
    super();
  }

  next(chunk: Uint8Array | string): void {
    if (this.hasEnded || this.subscriber.closed) return;
    if (this.isReading) {
      this.waiting.push(chunk);
      return;
    }
    this.isReading = true;
    try {
      this.read(this.draft, chunk, this.subscriber);
      while (this.waiting.length > 0 && !this.subscriber.closed) {
        this.read(this.draft, this.waiting.shift() as Uint8Array | string, this.subscriber);
      }
    } catch (error) {
      this.subscriber.error(error);
    }
    this.isReading = false;
    if (this.hasEnded) this.subscriber.complete();
  }

  error(error: unknown): void {
    if (!this.hasEnded) this.subscriber.error(error);
  }

  complete(): void {
    this.hasEnded = true;
    if (!this.isReading) this.subscriber.complete();
  }
}
