import fc from 'fast-check';
import { from } from 'rxjs';
import { respondWithEvents } from '../../lib/server/respondWithEvents.js';
import type { EventStreamBlock } from '../../lib/sse/formatEventStreamBlock.js';
import type { ServerSentEventInit } from '../../lib/sse/formatServerSentEvent.js';
import { readByTheStandard } from '../conformance/readByTheStandard.js';
import { readInChunks } from '../conformance/readInChunks.js';
import { FakeResponse } from '../support/FakeResponse.js';

/** Text in which what could break out of a field is frequent. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\r\n',
        '\n\n',
        '\0',
        ':',
        ' ',
        'data: ',
        'id: 7',
        'event: x',
        '\ufeff',
        '\u2028',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));
/** Text of one line, mostly, so that streams which the format can carry are as frequent as those which it cannot. */
const line = fc.oneof(
  { weight: 4, arbitrary: text.map((each) => each.replace(/[\r\n\0]/g, '') || 'x') },
  { weight: 1, arbitrary: text },
);
const event = fc.record(
  { type: line, data: text, lastEventId: line, retry: fc.nat() },
  { requiredKeys: ['data'] },
);
const block: fc.Arbitrary<EventStreamBlock> = fc.oneof(
  { weight: 3, arbitrary: event },
  { weight: 1, arbitrary: fc.record({ comment: line }) },
);

const isCarried = (each: EventStreamBlock): boolean =>
  'comment' in each
    ? !/[\r\n]/.test(each.comment)
    : each.type !== '' && !/[\r\n]/.test(each.type ?? '') && !/[\r\n\0]/.test(each.lastEventId ?? '');

/** What a reader is told by these, if nothing of a field gets out of it. */
function told(blocks: readonly EventStreamBlock[]): object {
  let lastEventId = '';
  const events = blocks
    .filter((each): each is ServerSentEventInit & { data: string } => 'data' in each)
    .map(({ type = 'message', data, lastEventId: id = lastEventId, retry }) => {
      lastEventId = id;
      const named = retry === undefined ? {} : { retry };
      return { type, data: data.replace(/\r\n?/g, '\n'), lastEventId, ...named };
    });
  const comments = blocks.flatMap((each) => ('comment' in each ? [each.comment] : []));
  return { events, comments, lastEventId };
}

describe('respondWithEvents', () => {
  it('writes what is read as the same events, up to what the format cannot carry', () => {
    let refused = 0;
    let written = 0;

    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), fc.nat({ max: 6 }), (blocks, stallAt) => {
        const response = new FakeResponse();
        response.calls$.subscribe(() => void (stallAt-- === 0 && response.stalls()));
        const error = jest.fn();
        const bad = blocks.findIndex((each) => !isCarried(each));
        const expected = told(bad < 0 ? blocks : blocks.slice(0, bad));

        respondWithEvents({
          request: { headers: {} },
          response,
          events: () => from(blocks),
        }).subscribe({ error });
        response.drains();

        expect(readByTheStandard(response.text)).toMatchObject(expected);
        expect(readInChunks([response.text])).toMatchObject(expected);
        expect(error.mock.calls).toEqual(bad < 0 ? [] : [[expect.any(TypeError)]]);
        expect(response.destroyed).toBe(bad > 0 && response.statusCode === 200);
        if (bad < 0) written += blocks.length;
        else refused += 1;
      }),
      { numRuns: 500 },
    );

    expect(written).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
