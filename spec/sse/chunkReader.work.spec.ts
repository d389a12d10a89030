import { chunkReader } from '../../lib/sse/chunkReader.js';
import { eventStreamRules } from '../../lib/sse/EventStreamRules.js';
import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';

/** Characters that are searched or cut out while `work` runs: what a parser does to text, whatever the machine is up to. */
function charactersTouched(work: () => void): number {
  const { indexOf, slice } = String.prototype;
  let touched = 0;
  const spies = [
    jest.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, wanted, from = 0) {
      const found = indexOf.call(this, wanted, from);
      touched += (found < 0 ? this.length : found) - from;
      return found;
    }),
    jest.spyOn(String.prototype, 'slice').mockImplementation(function (this: string, start, end) {
      const piece = slice.call(this, start, end);
      touched += piece.length;
      return piece;
    }),
  ];
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return touched;
}

function inFragments(stream: string, length: number): readonly string[] {
  if (length === Infinity) return [stream];
  return stream.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
}

describe('chunkReader', () => {
  const shapes = {
    'a long line': (size: number) => `data: ${'x'.repeat(size)}\n\n`,
    'a long comment': (size: number) => `: ${'x'.repeat(size)}\n\n`,
    'many lines of one event': (size: number) => 'data: a line\n'.repeat(size / 13) + '\n',
    'many events': (size: number) => 'id: 1\ndata: a\n\n'.repeat(size / 15),
    CRLF: (size: number) => 'id: 1\r\ndata: a\r\n\r\n'.repeat(size / 19),
    'CR alone': (size: number) => 'id: 1\rdata: a\r\r'.repeat(size / 15),
    'CR, and one LF at the end': (size: number) => 'id: 1\rdata: a\r\r'.repeat(size / 15) + '\n',
    'LF, and one CR at the end': (size: number) => 'id: 1\ndata: a\n\n'.repeat(size / 15) + '\r',
    'IDs, and one NULL at the end': (size: number) => 'id: 1\ndata: a\n\n'.repeat(size / 15) + '\0',
  };

  it.each(
    Object.entries(shapes).flatMap(([title, shape]) =>
      [1, 7, 1_460, Infinity].map((length) => ({ title, shape, length })),
    ),
  )('does work in proportion to its input: $title in pieces of $length', ({ shape, length }) => {
    const work = (size: number): number => {
      const chunks = inFragments(shape(size), length);
      const read = chunkReader(eventStreamRules({}));
      const draft = draftOf(eventStreamState());
      let events = 0;
      const observer = { closed: false, next: () => void (events += 1) };

      const touched = charactersTouched(() => {
        for (const chunk of chunks) read(draft, chunk, observer);
      });

      expect(events).toBeGreaterThan(shape === shapes['a long comment'] ? -1 : 0);
      return touched;
    };

    const [once, fourfold] = [work(16_384), work(65_536)];

    expect(once).toBeGreaterThan(0);
    expect(fourfold / once).toBeLessThan(5);
    expect(fourfold).toBeLessThan(8 * 65_536);
  });
});
