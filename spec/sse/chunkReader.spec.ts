import { chunkReader } from '../../lib/sse/chunkReader.js';
import { eventStreamRules } from '../../lib/sse/EventStreamRules.js';
import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';
import type { EventStreamState } from '../../lib/sse/EventStreamState.js';

const read = chunkReader(eventStreamRules({}));

/** The state after the chunks, and the data that they dispatched. */
function after(
  chunks: readonly (Uint8Array | string)[],
  start = eventStreamState(),
): [EventStreamState, string[]] {
  const dispatched: string[] = [];
  const observer = { closed: false, next: ({ data }: { data: string }) => dispatched.push(data) };
  const draft = draftOf(start);
  for (const chunk of chunks) read(draft, chunk, observer);
  return [draft, dispatched];
}

describe('chunkReader', () => {
  it('goes two ways from one state', () => {
    const [fork] = after(['id: 1\ndata: a\ndat']);

    const [, left] = after(['a: left\n\n'], fork);
    const [, right] = after(['a: right\n\n'], fork);

    expect([left, right]).toEqual([['a\nleft'], ['a\nright']]);
  });

  it('goes two ways in the middle of a character and of a line in pieces', () => {
    const pieces = Array.from({ length: 3_000 }, () => 'xyz');
    const [fork] = after(['data: ', ...pieces, Uint8Array.of(0xe2, 0x82)]);

    const ends = [0xac, 0xad].map((last) => after([Uint8Array.of(last, 0x0a, 0x0a)], fork)[1][0]);

    expect(ends).toEqual([`${pieces.join('')}€`, `${pieces.join('')}\u20ad`]);
  });

  it('says where the stream stands', () => {
    const [state] = after(['id: 1\nretry: 5\n\nevent: x\nid: 2\ndata: a\ndata: b\nda', Uint8Array.of(0xe2)]);

    expect(state).toEqual({
      lastEventId: '1',
      reconnectionTime: 5,
      idBuffer: '2',
      typeBuffer: 'x',
      dataBuffer: 'a\nb',
      retryBuffer: undefined,
      unfinishedLine: 'da',
      unfinishedTail: '',
      unfinishedCharacter: Uint8Array.of(0xe2),
      afterReturn: false,
      atStart: false,
    });
  });

  it('is after a CR only until the next character', () => {
    const states = [['a\r'], ['a\r', ''], ['a\r', '\n'], ['a\r', 'b'], ['a', '\r'], ['\r']].map(
      (chunks) => after(chunks)[0],
    );

    expect(states.map(({ afterReturn }) => afterReturn)).toEqual([true, true, false, false, true, true]);
  });

  it('is at the start until the first character', () => {
    const states = [[''], [Uint8Array.of(0xef, 0xbb)], ['\ufeff'], ['\n']].map((chunks) => after(chunks)[0]);

    expect(states.map(({ atStart }) => atStart)).toEqual([true, true, false, false]);
  });

  it.each([1, 7, 1_000, 1_024, 5_000])('puts a long line together from pieces of %d', (length) => {
    const line = Array.from({ length: 20_000 }, (_, i) => i % 10).join('');
    const pieces = line.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];

    const [{ unfinishedLine, unfinishedTail }, dispatched] = after(['data: ', ...pieces, '\r', '\n\n']);

    expect(dispatched).toEqual([line]);
    expect(unfinishedLine + unfinishedTail).toBe('');
  });
});
