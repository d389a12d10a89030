import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';
import { byteStream, chunkLengths, chunksOf, textStream } from './arbitraryStreams.js';
import { loadEsModule } from './loadEsModule.js';
import { readByTheStandard } from './readByTheStandard.js';
import type { Reading } from './readByTheStandard.js';
import { readInChunks } from './readInChunks.js';

const numRuns = 1_000;

const { createParser } = loadEsModule<typeof import('eventsource-parser')>('eventsource-parser');

/**
 * What `eventsource-parser` makes of the chunks, in our words. Wherever it differs is named here and in `withoutItsBom`, with
 * the sentence of the standard that it is about, and shown in `differences`; in nothing else do the two differ.
 */
function readByEventsourceParser(chunks: readonly string[]): Reading {
  const events: ServerSentEvent[] = [];
  const comments: string[] = [];
  let lastEventId = '';
  let reconnectionTime: number | undefined;
  const parser = createParser({
    // "Initialize event's type attribute to "message"": it leaves that to its user. "The buffer does not get reset, so the
    // last event ID string of the event source remains set": it gives the ID of the event's own block only.
    onEvent: ({ event = 'message', data }) => events.push({ type: event, data, lastEventId }),
    onId: (id) => (lastEventId = id),
    // "Interpret the field value as an integer in base ten": any, where ours is at most what a timer can hold.
    onRetry: (retry) => (reconnectionTime = Math.min(retry, 2 ** 31 - 1)),
    onComment: (comment) => comments.push(comment),
  });
  for (const chunk of chunks) parser.feed(chunk);
  return { events, lastEventId, reconnectionTime, comments };
}

// "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any": decoded, that is U+FEFF. It also takes
// for one what its bytes are when they are read as Latin-1, though in a decoded stream those are three characters.
const itsBom = '\u00ef\u00bb\u00bf';

function withoutItsBom<T extends Uint8Array | string>(stream: T): T {
  const bom = typeof stream === 'string' ? itsBom : new TextEncoder().encode(itsBom);
  const units: ArrayLike<unknown> = bom;
  const begins = Array.from(units).every((unit, index) => stream[index] === unit);
  return begins ? (stream.slice(bom.length) as T) : stream;
}

// Its events do not say what reconnection time their block named; that is told beside them, and compared so.
const withoutRetry = (reading: Reading): Reading => ({
  ...reading,
  events: reading.events.map(({ type, data, lastEventId }) => ({ type, data, lastEventId })),
});

/** Each difference there is, the clause that explains it, and a stream that shows it. */
const differences = [
  {
    clause: 'Initialize event\'s type attribute to "message"',
    stream: 'data: a\n\n',
    theirs: { events: [{ id: undefined, event: undefined, data: 'a' }], times: [] },
    ours: { events: [{ type: 'message', data: 'a', lastEventId: '' }], reconnectionTime: undefined },
  },
  {
    clause: 'The buffer does not get reset, so the last event ID string of the event source remains set',
    stream: 'id: 1\n\ndata: a\n\n',
    theirs: { events: [{ id: undefined, event: undefined, data: 'a' }], times: [] },
    ours: { events: [{ type: 'message', data: 'a', lastEventId: '1' }], reconnectionTime: undefined },
  },
  {
    clause: 'interpret the field value as an integer in base ten',
    stream: 'retry: 2147483648\n',
    theirs: { events: [], times: [2_147_483_648] },
    ours: { events: [], reconnectionTime: 2_147_483_647 },
  },
  {
    clause: 'The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any.',
    stream: `${itsBom}data: a\n\n`,
    theirs: { events: [{ id: undefined, event: undefined, data: 'a' }], times: [] },
    ours: { events: [], reconnectionTime: undefined },
  },
];

describe('eventsource-parser', () => {
  const { clauses } = JSON.parse(readFileSync(resolve(__dirname, 'event-stream.json'), 'utf8')) as {
    clauses: readonly string[];
  };

  it.each(differences)('differs, as a clause explains: $clause', ({ clause, stream, theirs, ours }) => {
    const events: unknown[] = [];
    const times: number[] = [];
    const parser = createParser({
      onEvent: (event) => events.push(event),
      onRetry: (retry) => times.push(retry),
    });

    parser.feed(stream);

    expect(clauses.filter((sentence) => sentence.includes(clause))).toHaveLength(1);
    expect({ events, times }).toEqual(theirs);
    expect(readInChunks([stream])).toMatchObject(ours);
  });
});

describe('parseEventStream', () => {
  it('reads bytes as the standard says, in whatever chunks they come', () => {
    fc.assert(
      fc.property(byteStream, chunkLengths, (stream, lengths) => {
        expect(readInChunks(chunksOf(stream, lengths))).toEqual(readByTheStandard(stream));
      }),
      { numRuns },
    );
  });

  it('reads text as the standard says, in whatever chunks it comes', () => {
    fc.assert(
      fc.property(textStream, chunkLengths, (stream, lengths) => {
        expect(readInChunks(chunksOf(stream, lengths))).toEqual(readByTheStandard(stream));
      }),
      { numRuns },
    );
  });

  it('agrees with eventsource-parser on text', () => {
    fc.assert(
      fc.property(textStream, chunkLengths, (stream, lengths) => {
        const theirs = readByEventsourceParser(chunksOf(stream, lengths));

        const ours = readInChunks(chunksOf(withoutItsBom(stream), lengths));

        expect(withoutRetry(ours)).toEqual(theirs);
      }),
      { numRuns },
    );
  });

  it('agrees with eventsource-parser on bytes', () => {
    fc.assert(
      fc.property(byteStream, chunkLengths, (stream, lengths) => {
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        const text = chunksOf(stream, lengths).map((chunk) => decoder.decode(chunk, { stream: true }));
        const theirs = readByEventsourceParser(text);

        const ours = readInChunks(chunksOf(withoutItsBom(stream), lengths));

        expect(withoutRetry(ours)).toEqual(theirs);
      }),
      { numRuns },
    );
  });
});
