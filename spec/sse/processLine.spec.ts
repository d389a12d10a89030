import { eventStreamRules } from '../../lib/sse/EventStreamRules.js';
import type { EventStreamCallbacks, EventStreamLimits } from '../../lib/sse/EventStreamRules.js';
import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';
import type { EventStreamState } from '../../lib/sse/EventStreamState.js';
import { processLine } from '../../lib/sse/processLine.js';

/** What the lines change of the state. */
function changes(
  lines: readonly string[],
  config: EventStreamLimits & EventStreamCallbacks = {},
): Partial<EventStreamState> {
  const before = eventStreamState();
  const draft = draftOf(before);
  for (const line of lines) processLine(line, draft, eventStreamRules(config));
  const entries = Object.entries(draft).filter(
    ([name, value]) => value !== before[name as keyof EventStreamState],
  );
  return Object.fromEntries(entries);
}

describe('processLine', () => {
  it.each([
    [['data'], { dataBuffer: '' }],
    [['data: a', 'data:b', 'data'], { dataBuffer: 'a\nb\n' }],
    [['event: x'], { typeBuffer: 'x' }],
    [['event: x', 'event'], {}],
    [['event: x', 'event:'], {}],
    [['id: 1'], { idBuffer: '1' }],
    [['id'], { idBuffer: '' }],
    [['id: 1', 'id: 2\0'], { idBuffer: '1' }],
    [['retry: 5'], { retryBuffer: 5, reconnectionTime: 5 }],
    [['retry: 4294967296'], { retryBuffer: 2_147_483_647, reconnectionTime: 2_147_483_647 }],
    [['retry', 'retry:', 'retry: -1', 'retry: 1.5', 'retry: 1 '], {}],
    [['Data: a', 'ID: 1', 'datax: a', 'dat: a', ' data: a', '\0'], {}],
  ])('does what the standard says to %j', (lines, expected) => {
    expect(changes(lines)).toEqual(expected);
  });

  it('tells comments without their colon and one space', () => {
    const comments: string[] = [];

    const changed = changes([':', ': a', ':  b', '::'], {
      onComment: ({ comment }) => comments.push(comment),
    });

    expect(comments).toEqual(['', 'a', ' b', ':']);
    expect(changed).toEqual({});
  });

  it('tells reconnection times at once', () => {
    const times: number[] = [];

    changes(['retry: 1', 'retry: x', 'retry: 2'], { onRetry: ({ retry }) => times.push(retry) });

    expect(times).toEqual([1, 2]);
  });

  it('throws for a line that is too long and for data that is too large', () => {
    expect(() => changes(['data: abc'], { maxLineLength: 8 })).toThrow('maxLineLength, 8');
    expect(() => changes(['data: abc', 'data'], { maxEventSize: 3 })).toThrow('maxEventSize, 3');
  });
});
