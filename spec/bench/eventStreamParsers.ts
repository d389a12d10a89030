import { createRequire } from 'node:module';
import { getLines, getMessages } from '@microsoft/fetch-event-source/lib/cjs/parse.js';
import { createParser } from 'eventsource-parser';
import { Observable, from, mergeMap, scan } from 'rxjs';
import { chunkReader } from '../../lib/sse/chunkReader.js';
import { eventStreamReducer, eventStreamSeed } from '../../lib/sse/eventStreamReducer.js';
import { eventStreamRules } from '../../lib/sse/EventStreamRules.js';
import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';

export type Chunk = Uint8Array | string;

/** Parses the stream, and tells of each event. */
export type Parser = (chunks: readonly Chunk[], onEvent: (event: unknown) => void) => void;

/** What undici parses event streams with; it exports it nowhere. */
interface UndiciStream {
  _transform(chunk: Chunk, encoding: 'buffer', callback: () => void): void;
}
const { EventSourceStream } = createRequire(import.meta.url)(
  'undici/lib/web/eventsource/eventsource-stream.js',
) as { EventSourceStream: new (options: { push(event: unknown): boolean }) => UndiciStream };

const seed = eventStreamState();

export const rxwireParser: Parser = (chunks, onEvent) => {
  const read = chunkReader(eventStreamRules({}));
  const observer = { closed: false, next: onEvent };
  const draft = draftOf(seed);
  for (const chunk of chunks) read(draft, chunk, observer);
};

export const rxwireOperator: Parser = (chunks, onEvent) => {
  from(chunks).pipe(parseEventStream()).subscribe(onEvent);
};

/** No operator and no source, only a Subscriber that takes the events: what RxJS costs at least. */
export const rxwireParserIntoSubscriber: Parser = (chunks, onEvent) => {
  new Observable<ServerSentEvent>((subscriber) => {
    const read = chunkReader(eventStreamRules({}));
    const draft = draftOf(seed);
    for (const chunk of chunks) read(draft, chunk, subscriber);
  }).subscribe(onEvent);
};

export const scanAndMergeMap: Parser = (chunks, onEvent) => {
  from(chunks)
    .pipe(
      scan(eventStreamReducer(), eventStreamSeed()),
      mergeMap(({ events }) => events),
    )
    .subscribe(onEvent);
};

export const eventsourceParser: Parser = (chunks, onEvent) => {
  const parser = createParser({ onEvent });
  const decoder = new TextDecoder();
  for (const chunk of chunks) {
    parser.feed(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
  }
};

export const undici: Parser = (chunks, onEvent) => {
  const push = (event: unknown): boolean => {
    onEvent(event);
    return true;
  };
  const stream = new EventSourceStream({ push });
  const callback = (): void => {};
  for (const chunk of chunks) stream._transform(chunk, 'buffer', callback);
};

export const fetchEventSource: Parser = (chunks, onEvent) => {
  const nothing = (): void => {};
  // It tells of an empty message where there is none, for a block without data.
  const onMessage = (message: { data: string }): void => {
    if (message.data !== '') onEvent(message);
  };
  const read = getLines(getMessages(nothing, nothing, onMessage));
  for (const chunk of chunks) read(chunk as Uint8Array);
};

/** No parser, only the search that every parser of text has to make. */
export const lineEndsAlone: Parser = (chunks) => {
  let found = 0;
  for (const chunk of chunks) {
    for (let at = 0; (at = (chunk as string).indexOf('\n', at) + 1) > 0;) found += 1;
  }
  if (found === 0) throw new Error('no line ends');
};

/** No parser, only the decoding that every parser of bytes has to do. */
export const decodingAlone: Parser = (chunks) => {
  const decoder = new TextDecoder();
  let length = 0;
  for (const chunk of chunks) length += decoder.decode(chunk as Uint8Array).length;
  if (length === 0) throw new Error('nothing to decode');
};
