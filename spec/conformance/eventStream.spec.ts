import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';
import { readByTheStandard } from './readByTheStandard.js';
import type { Reading } from './readByTheStandard.js';
import { cutAnywhere, cutEvery, readInChunks } from './readInChunks.js';

interface Vector {
  readonly name: string;
  /** The sentence of the standard that it is about. */
  readonly clause: string;
  /** The stream as text, or its bytes as hexadecimal digits. */
  readonly input?: string;
  readonly hex?: string;
  readonly events: readonly ServerSentEvent[];
  /** @defaultValue the empty string */
  readonly lastEventId?: string;
  readonly reconnectionTime?: number;
  /** @defaultValue none */
  readonly comments?: readonly string[];
}

const { clauses, vectors } = JSON.parse(readFileSync(resolve(__dirname, 'event-stream.json'), 'utf8')) as {
  clauses: readonly string[];
  vectors: readonly Vector[];
};

const streams = ({ input, hex = '' }: Vector): (Uint8Array | string)[] =>
  input === undefined ? [Buffer.from(hex, 'hex')] : [input, new TextEncoder().encode(input)];

const expected = ({ events, lastEventId = '', reconnectionTime, comments = [] }: Vector): Reading => ({
  events,
  lastEventId,
  reconnectionTime,
  comments,
});

describe('the conformance vectors', () => {
  it('cover each clause of the sections on parsing and interpreting an event stream', () => {
    expect([...new Set(vectors.map(({ clause }) => clause))].sort()).toEqual([...clauses].sort());
  });

  it('have a name of their own each, and are text and bytes, or bytes alone', () => {
    const kinds = new Set(
      vectors.map((vector) =>
        streams(vector)
          .map((stream) => typeof stream)
          .join(' and '),
      ),
    );

    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    expect([...kinds].sort()).toEqual(['object', 'string and object']);
  });

  it.each(vectors)('say what the standard says: $name', (vector) => {
    for (const stream of streams(vector)) {
      expect(readByTheStandard(stream)).toEqual(expected(vector));
    }
  });
});

describe('parseEventStream', () => {
  it.each(vectors)('reads a stream that comes whole: $name', (vector) => {
    for (const stream of streams(vector)) {
      expect(readInChunks([stream])).toStrictEqual(expected(vector));
    }
  });

  it.each(vectors)('reads a stream that comes in single bytes or characters: $name', (vector) => {
    for (const stream of streams(vector)) {
      expect(readInChunks(cutEvery(1, stream))).toStrictEqual(expected(vector));
    }
  });

  it.each(vectors)('reads a stream that is cut in two, wherever that is: $name', (vector) => {
    for (const stream of streams(vector)) {
      for (const chunks of cutAnywhere(stream)) {
        expect(readInChunks(chunks)).toStrictEqual(expected(vector));
      }
    }
  });
});
