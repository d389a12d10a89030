import { eventStreamRules } from '../../lib/sse/EventStreamRules.js';
import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';
import { readLines } from '../../lib/sse/readLines.js';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';

/** Reads the text for an observer that leaves after so many events. */
function read(
  text: string,
  start = 0,
  leavesAfter = Infinity,
): { end: number; data: string[]; afterReturn: boolean } {
  const data: string[] = [];
  const draft = draftOf(eventStreamState());
  const observer = {
    get closed() {
      return data.length >= leavesAfter;
    },
    next: (event: ServerSentEvent) => void data.push(event.data),
  };
  const end = readLines(text, start, draft, eventStreamRules({}), observer);
  return { end, data, afterReturn: draft.afterReturn };
}

describe('readLines', () => {
  it.each([
    ['', 0],
    ['data: a', 0],
    ['data: a\n', 8],
    ['data: a\n\nda', 9],
    ['data: a\r\n\r\ndata: b', 11],
    ['data: a\n\nid: 1', 9],
    ['data: a\rdata: b\n:', 16],
    ['\n\n', 2],
  ])('returns where the unfinished line begins: %j', (text, end) => {
    expect(read(text).end).toBe(end);
  });

  it('begins where it is told to', () => {
    expect(read('data: a\n\ndata: b\n\n', 9).data).toEqual(['b']);
  });

  it.each([
    ['data: a\n', false],
    ['data: a\r', true],
    ['data: a\r\n', false],
    ['data: a\n\r', true],
    [':\r', true],
    ['data: a\ndata: b\r\r', true],
    ['data: a\r\rdata', false],
  ])('knows whether an LF may follow that belongs to a CR: %j', (text, afterReturn) => {
    expect(read(text).afterReturn).toBe(afterReturn);
  });

  it.each(['data: a\n\ndata: b\n\n', 'data: a\ndata\n\ndata: b\n\n', 'data: a\r\rdata: b\r\r'])(
    'stops when nobody listens any more: %j',
    (text) => {
      const { end, data } = read(text, 0, 1);

      expect(data).toHaveLength(1);
      expect(end).toBe(text.length);
    },
  );

  it.each(['data', 'event', 'id', 'retry', ''])(
    'takes one space from the value of %j, if there is one',
    (field) => {
      const events: ServerSentEvent[] = [];
      const values = [`${field}:1`, `${field}: 1`];

      for (const line of values) {
        const observer = { closed: false, next: (event: ServerSentEvent) => void events.push(event) };
        readLines(`data: x\n${line}\n\n`, 0, draftOf(eventStreamState()), eventStreamRules({}), observer);
      }

      expect(events).toHaveLength(2);
      expect(events[0]).toEqual(events[1]);
    },
  );
});
