import type { ChannelEvent } from 'rxwire';
import { channelLedger } from './channelLedger.js';

const at = (run: number, n: number): ChannelEvent => ({
  kind: 'publication',
  channel: 'a',
  type: 'publication',
  data: { run, n },
  id: undefined,
  offset: n,
  timestamp: 't',
  recovered: false,
});
const gap = (since: [number, number], position: [number, number]): ChannelEvent => ({
  kind: 'gap',
  channel: 'a',
  reason: since[0] === position[0] ? 'unrecovered' : 'epoch',
  since: { epoch: `e${since[0]}`, offset: since[1] },
  position: { epoch: `e${position[0]}`, offset: position[1] },
  missed: undefined,
});

describe('channelLedger', () => {
  it.each([
    ['nothing wrong', [at(1, 4), at(1, 5), gap([1, 5], [2, 3]), at(2, 4)], { gapsOfRestarts: 1 }],
    ['one lost', [at(1, 1), at(1, 3)], { lost: 1 }],
    ['one lost behind a gap', [at(1, 1), gap([1, 1], [2, 3]), at(2, 5)], { gapsOfRestarts: 1, lost: 1 }],
    ['one doubled', [at(1, 1), at(1, 2), at(1, 2)], { doubled: 1 }],
    ['one out of order', [at(1, 1), at(1, 3), at(1, 2)], { lost: 1, reordered: 1 }],
    ['one of an earlier run', [at(2, 1), at(1, 2)], { reordered: 1 }],
    ['a restart that was not told', [at(1, 1), at(2, 1)], { lost: 1 }],
    ['a gap that is none of a restart', [at(1, 1), gap([1, 1], [1, 3])], { gapsOtherwise: 1 }],
    ['a gap from elsewhere', [at(1, 1), gap([1, 0], [2, 3])], { gapsOtherwise: 1 }],
  ])('books %s', (_, events, expected) => {
    const { observer, totals } = channelLedger();
    const pages = observer();

    events.forEach(pages.next);

    const delivered = events.filter(({ kind }) => kind === 'publication').length;
    const none = { recovered: 0, lost: 0, doubled: 0, reordered: 0, gapsOfRestarts: 0, gapsOtherwise: 0 };
    expect(totals).toEqual({ ...none, delivered, ...expected });
  });
});
