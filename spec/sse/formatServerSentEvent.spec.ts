import fc from 'fast-check';
import { of } from 'rxjs';
import { formatServerSentEvent } from '../../lib/sse/formatServerSentEvent.js';
import type { ServerSentEventInit } from '../../lib/sse/formatServerSentEvent.js';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';
import { readByTheStandard } from '../conformance/readByTheStandard.js';

function parsed(text: Uint8Array | string): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  of(text)
    .pipe(parseEventStream())
    .subscribe((event) => events.push(event));
  return events;
}

/** Text in which what matters to the format is frequent. */
const text = fc.string({
  unit: fc.oneof(
    {
      weight: 2,
      arbitrary: fc.constantFrom('\n', '\r', '\0', ':', ' ', 'data:', 'id: ', '\ufeff', '\u2028', '\ud800'),
    },
    { weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ),
});
const event = fc.record(
  { type: text, data: text, lastEventId: text, retry: fc.nat({ max: 2 ** 31 - 1 }) },
  { requiredKeys: ['type', 'data', 'lastEventId'] },
);

describe('formatServerSentEvent', () => {
  it.each<[ServerSentEventInit, string]>([
    [{ lastEventId: '7', type: 'add', data: 'a\nb' }, 'id: 7\nevent: add\ndata: a\ndata: b\n\n'],
    [{ data: 'a' }, 'data: a\n\n'],
    [{ type: 'message', data: 'a' }, 'data: a\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ data: ' a' }, 'data:  a\n\n'],
    [{ data: '\na\n' }, 'data: \ndata: a\ndata: \n\n'],
    [{ data: 'a\r\nb\rc' }, 'data: a\ndata: b\ndata: c\n\n'],
    [{ retry: 3_000 }, 'retry: 3000\n\n'],
    [{ lastEventId: '' }, 'id: \n\n'],
    [{ retry: 0, data: 'a' }, 'retry: 0\ndata: a\n\n'],
    [{}, '\n'],
  ])('writes %j as a block', (init, expected) => {
    expect(formatServerSentEvent(init)).toBe(expected);
  });

  it('writes what is parsed as the same event, or refuses it: nothing of a field gets out of it', () => {
    let written = 0;
    fc.assert(
      fc.property(event, (init) => {
        const carried = init.type !== '' && !/[\r\n]/.test(init.type) && !/[\r\n\0]/.test(init.lastEventId);
        if (!carried) {
          expect(() => formatServerSentEvent(init)).toThrow(TypeError);
          return;
        }
        written += 1;
        const expected = [{ ...init, data: init.data.replace(/\r\n?/g, '\n') }];

        expect(parsed(formatServerSentEvent(init))).toStrictEqual(expected);
        expect(readByTheStandard(formatServerSentEvent(init)).events).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );

    expect(written).toBeGreaterThan(100);
  });

  it('writes data of any text', () => {
    fc.assert(
      fc.property(text, (data) => {
        const [only, ...others] = parsed(formatServerSentEvent({ data }));

        expect(only?.data).toBe(data.replace(/\r\n?/g, '\n'));
        expect(others).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes blocks that stay apart', () => {
    fc.assert(
      fc.property(fc.array(text), (all) => {
        const stream = all.map((data) => formatServerSentEvent({ data })).join('');

        expect(parsed(stream).map(({ data }) => data)).toEqual(
          all.map((data) => data.replace(/\r\n?/g, '\n')),
        );
      }),
    );
  });

  it('writes halves of surrogate pairs, which arrive as U+FFFD once they are bytes', () => {
    const data = formatServerSentEvent({ data: 'a\ud800b', lastEventId: '\udc00' });

    expect(parsed(data)).toEqual([{ type: 'message', data: 'a\ud800b', lastEventId: '\udc00' }]);
    expect(parsed(new TextEncoder().encode(data))).toEqual([
      { type: 'message', data: 'a\ufffdb', lastEventId: '\ufffd' },
    ]);
  });

  it.each<[string, unknown]>([
    ['lastEventId', 'a\nb'],
    ['lastEventId', 'a\rdata: b'],
    ['lastEventId', '\0'],
    ['lastEventId', 7],
    ['type', 'a\n\ndata: b'],
    ['type', '\r'],
    ['type', ''],
    ['type', null],
    ['data', { a: 1 }],
    ['data', null],
    ['retry', -1],
    ['retry', 1.5],
    ['retry', NaN],
    ['retry', 2 ** 31],
    ['retry', '5'],
    ['retry', '5\ndata: x'],
  ])('refuses a %s of %j by a TypeError that names the field', (field, value) => {
    const format = (): string => formatServerSentEvent({ data: 'a', [field]: value });

    expect(format).toThrow(TypeError);
    expect(format).toThrow(new RegExp(`^${field} `));
  });
});
