import type { ChannelEvent } from 'rxwire';
import { ledger as emptyLedger } from '../../docs/examples/telemetry/ledger.js';
import type { Stage } from '../../docs/examples/telemetry/stage.js';
import { verdictOf } from '../../docs/examples/telemetry/verdictOf.js';

const got = (epoch: string, offset: number): ChannelEvent => ({
  kind: 'publication',
  channel: 'a',
  type: 'publication',
  data: {},
  id: `${epoch}${offset}`,
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
const restart = gap(['e', 2], ['f', 1]);
const whole = [got('e', 1), got('e', 2), restart, got('f', 2)];

/** Five were published: e1, e2, e3, and in the run after it f1, f2. */
function judged(events: readonly ChannelEvent[], left = 0) {
  const ledger = emptyLedger();
  for (const id of ['e1', 'e2', 'e3', 'f1', 'f2'])
    ledger.book({ channel: 'a', epoch: id.charAt(0), offset: Number(id.charAt(1)), id });
  const pages = ledger.open();
  events.forEach(pages.see);
  const isWhole = (): boolean => pages.pending() === 0 && pages.counts().gaps === 1;
  const rows: Stage['rows'] = () => ({
    published: ledger.published,
    clients: [{ transport: 'sse', ...pages.counts(), coming: pages.pending() }],
  });
  return verdictOf({ rows, restarts: 1, players: [{ isWhole }] }, 1, left);
}

describe('the ledger of npm start', () => {
  it('balances what was published with what came and what was told to be gone', () => {
    const { ok, published, clients } = judged(whole);

    expect(clients).toMatchObject([{ delivered: 3, missed: 2, gaps: 1, lost: 0, doubled: 0, falseGaps: 0 }]);
    expect([published, ok]).toEqual([5, true]);
  });

  it.each([
    ['a loss', [got('e', 2), restart, got('f', 2)], { lost: 1 }],
    ['a loss at the end', whole.slice(0, -1), { lost: 1 }],
    ['a double', [...whole, got('f', 2)], { doubled: 1 }],
    ['a disorder', [got('e', 2), got('e', 1), restart, got('f', 2)], { lost: 1, doubled: 1 }],
    ['a restart that was not told', [got('e', 1), got('e', 2), got('f', 2)], { falseGaps: 1 }],
    [
      'a gap where the history had it',
      [got('e', 1), gap(['e', 1], ['e', 2]), restart, got('f', 2)],
      { falseGaps: 1 },
    ],
    [
      'a gap from elsewhere',
      [got('e', 1), got('e', 2), gap(['e', 1], ['f', 1]), got('f', 2)],
      { falseGaps: 1 },
    ],
    ['what was never published', [...whole, got('f', 3)], { falseGaps: 1 }],
  ])('books %s, and is not content', (_, events, expected) => {
    const { ok, clients } = judged(events);

    expect(clients[0]).toMatchObject(expected);
    expect(ok).toBe(false);
  });

  it('is not content with what is left in a queue', () => {
    expect(judged(whole, 1).ok).toBe(false);
  });
});
