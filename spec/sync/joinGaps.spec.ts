import type { Gap } from 'rxwire';
import { joinGaps } from '../../lib/sync/joinGaps.js';

const gapOf = (rest: Partial<Gap>): Gap => ({
  kind: 'gap',
  channel: 'a',
  reason: 'unrecovered',
  since: undefined,
  position: undefined,
  missed: undefined,
  ...rest,
});
const e = (offset: number) => ({ epoch: 'e', offset });
const f = (offset: number) => ({ epoch: 'f', offset });

describe('joinGaps', () => {
  it.each<[string, Partial<Gap> | undefined, Partial<Gap>, Partial<Gap>]>([
    [
      'counts what is between them',
      { since: e(2), position: e(4), missed: 2 },
      { since: e(7), position: e(9), missed: 2 },
      { since: e(2), position: e(9), missed: 7 },
    ],
    [
      'does not count across epochs, whatever the later one is for',
      { since: e(2), position: f(1), reason: 'epoch' },
      { since: f(1), position: f(3), missed: 2 },
      { since: e(2), position: f(3), reason: 'epoch' },
    ],
    [
      'begins where the later one does if the earlier one began nowhere',
      { position: e(4), reason: 'snapshot' },
      { since: e(4), position: e(5), missed: 1 },
      { since: e(4), position: e(5), missed: 1 },
    ],
    [
      'takes the one that there is',
      undefined,
      { since: e(1), position: e(2), missed: 1 },
      { since: e(1), position: e(2), missed: 1 },
    ],
    [
      'knows no number where one of them knows none',
      { since: e(4), position: e(2), reason: 'epoch' },
      { since: e(2), position: e(9), reason: 'hole', missed: 7 },
      { since: e(4), position: e(9), reason: 'epoch' },
    ],
    [
      'keeps why a snapshot could not be loaded',
      { since: e(2), position: f(1), reason: 'epoch' },
      { since: f(1), position: f(3), reason: 'snapshot', cause: 'down' },
      { since: e(2), position: f(3), reason: 'snapshot', cause: 'down' },
    ],
    [
      'goes on from nowhere with the later one',
      { since: e(1), position: e(2), missed: 1 },
      { since: e(2), reason: 'no-history' },
      { since: e(1), reason: 'no-history' },
    ],
  ])('%s', (_, earlier, later, expected) => {
    expect(joinGaps(earlier && gapOf(earlier), gapOf(later))).toEqual(gapOf(expected));
  });
});
