import { from } from 'rxjs';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';
import type { Reading } from './readByTheStandard.js';

/** What `parseEventStream` makes of a stream that arrives in these chunks. */
export function readInChunks(chunks: readonly (Uint8Array | string)[]): Reading {
  const events: ServerSentEvent[] = [];
  const comments: string[] = [];
  let lastEventId = '';
  let reconnectionTime: number | undefined;
  from(chunks)
    .pipe(
      parseEventStream({
        onComment: ({ comment }) => comments.push(comment),
        onRetry: ({ retry }) => (reconnectionTime = retry),
        onId: (context) => ({ lastEventId } = context),
      }),
    )
    .subscribe((event) => events.push(event));
  return { events, lastEventId, reconnectionTime, comments };
}

/** The stream cut into pieces of this length. */
export function cutEvery<T extends Uint8Array | string>(length: number, stream: T): T[] {
  const count = Math.ceil(stream.length / length);
  return Array.from({ length: count }, (_, i) => stream.slice(i * length, (i + 1) * length) as T);
}

/** The stream in two chunks, once for each place where it can be cut. */
export function cutAnywhere<T extends Uint8Array | string>(stream: T): [T, T][] {
  return Array.from({ length: stream.length + 1 }, (_, at) => [
    stream.slice(0, at) as T,
    stream.slice(at) as T,
  ]);
}
