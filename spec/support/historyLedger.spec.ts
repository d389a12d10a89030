import type { ChannelEvent } from 'rxwire';
import { historyLedger } from './historyLedger.js';

const at = (offset: number, id = `m${offset}`): ChannelEvent => ({
  kind: 'publication',
  channel: 'a',
  type: 'publication',
  data: {},
  id,
  offset,
  timestamp: 't',
  recovered: false,
});
const gap = (since: [string, number], position: [string, number]): ChannelEvent => ({
  kind: 'gap',
  channel: 'a',
  reason: since[0] === position[0] ? 'unrecovered' : 'epoch',
  since: { epoch: since[0], offset: since[1] },
  position: { epoch: position[0], offset: position[1] },
  missed: undefined,
});
const kept = (...offsets: readonly number[]) => offsets.map((offset) => ({ offset, id: `m${offset}` }));

describe('historyLedger', () => {
  const none = { delivered: 0, recovered: 0, lost: 0, doubled: 0, reordered: 0, different: 0 };
  const nothing = { ...none, gapsOfEpochs: 0, told: 0, gapsOtherwise: 0, unkept: 0, keptTwice: 0 };

  it.each([
    ['nothing wrong', [at(1), at(2), at(3)], {}],
    ['one lost', [at(1), at(3)], { lost: 1 }],
    ['one that never came', [at(1), at(2)], { lost: 1 }],
    ['one doubled', [at(1), at(2), at(2), at(3)], { doubled: 1 }],
    ['one out of order', [at(1), at(3), at(2)], { lost: 1, reordered: 1 }],
    // Once where it came, and once in the history.
    ['one that is another', [at(1), at(2, 'x'), at(3)], { different: 1 }],
    ['a gap of an epoch', [at(1), gap(['e', 1], ['f', 2]), at(3)], { gapsOfEpochs: 1, told: 1 }],
    ['one lost behind a gap', [at(1), gap(['e', 1], ['f', 1]), at(3)], { gapsOfEpochs: 1, lost: 1 }],
    ['a gap for another reason', [at(1), gap(['e', 1], ['e', 2]), at(3)], { gapsOtherwise: 1, told: 1 }],
    ['a gap from elsewhere', [at(1), at(2), gap(['e', 1], ['f', 2]), at(3)], { gapsOtherwise: 1 }],
  ])('books %s', (_, events, expected) => {
    const { observer, settle } = historyLedger();
    events.forEach(observer().next);

    const totals = settle(kept(1, 2, 3));

    const delivered = events.filter(({ kind }) => kind === 'publication').length;
    expect(totals).toEqual({ ...nothing, delivered, ...expected });
  });

  it('books what two observers were told differently', () => {
    const { observer, settle } = historyLedger();
    observer().next(at(1));
    observer().next(at(1, 'x'));

    expect(settle(kept(1))).toEqual({ ...nothing, delivered: 2, different: 1 });
  });

  it('books what was answered and is not kept, or elsewhere, or twice', () => {
    const ledger = historyLedger();
    for (const entry of kept(1, 2)) ledger.acknowledged(entry);
    ledger.acknowledged({ offset: 3, id: 'm4' });

    expect([ledger.acknowledgements, ledger.top]).toEqual([3, 3]);
    expect(ledger.settle([...kept(1, 3, 4), { offset: 5, id: 'm4' }])).toMatchObject({
      unkept: 2,
      keptTwice: 1,
    });
  });
});
