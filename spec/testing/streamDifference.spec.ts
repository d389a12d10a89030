import { isDeepStrictEqual } from 'node:util';
import { TestScheduler } from 'rxjs/testing';
import { closedBy } from 'rxwire/testing';
import { streamDifference } from '../../lib/testing/streamDifference.js';
import type { Told } from '../../lib/testing/streamDifference.js';

type Values = Readonly<Record<string, unknown>>;

function told(marbles: string, values?: Values, error?: unknown): Told[] {
  return TestScheduler.parseMarbles(marbles, values, error, true, true).map((each) => ({
    ...each,
    frame: each.frame / TestScheduler.frameTimeFactor,
  }));
}

const text = (...lines: readonly string[]): string => lines.join('\n');

describe('streamDifference', () => {
  it('draws both, with the marks of the diagram and new ones for what it has none for', () => {
    const values = { a: { id: 1 }, b: { id: 2, tags: ['x'] } };
    const actual = told('--a---c|', { ...values, c: { id: 2, tags: ['y'] } });

    expect(
      streamDifference(actual, told('--a--b|', values), isDeepStrictEqual, { marbles: '--a--b|', values }),
    ).toBe(
      text(
        '  expected  --a--b|',
        '  actual    --a---A|',
        '',
        '  a = { id: 1 }',
        "  b = { id: 2, tags: ['x'] }",
        "  A = { id: 2, tags: ['y'] }",
        '',
        "  from 5 ms on: tags[0] is 'y', not 'x'",
      ),
    );
  });

  it('needs no legend for marks that stand for themselves', () => {
    expect(streamDifference(told('a-b'), told('a-c'), isDeepStrictEqual, { marbles: 'a-c' })).toBe(
      text('  expected  a-c', '  actual    a-b', '', '  from 2 ms on'),
    );
  });

  it('tells errors apart', () => {
    const [actual, expected] = [closedBy(4001), closedBy(4002)].map((error) => told('-#', undefined, error));

    expect(streamDifference(actual as Told[], expected as Told[], isDeepStrictEqual, { marbles: '-#' })).toBe(
      text(
        '  expected  -#',
        '  actual    -#',
        '',
        "  # expected = ConnectionError: closed with 4002 { kind: 'closed', code: 4002, reason: '', wasClean: true }",
        "  # actual   = ConnectionError: closed with 4001 { kind: 'closed', code: 4001, reason: '', wasClean: true }",
        '',
        "  from 1 ms on: message is 'closed with 4001', not 'closed with 4002'",
      ),
    );
  });

  it('shows an error that one of them has, and says when one tells nothing', () => {
    const error = new TypeError('bad');

    expect(streamDifference([], told('#', undefined, error), isDeepStrictEqual)).toBe(
      text('  expected  #', '  actual    (nothing)', '', '  # = TypeError: bad', '', '  from 0 ms on'),
    );
    expect(streamDifference(told('a#', undefined, error), told(''), isDeepStrictEqual)).toBe(
      text('  expected  (nothing)', '  actual    a#', '', '  # = TypeError: bad', '', '  from 0 ms on'),
    );
  });

  it('draws what comes after the end of the expected, and does without a diagram', () => {
    expect(streamDifference(told('a-b'), told('a'), isDeepStrictEqual)).toBe(
      text('  expected  a', '  actual    a-b', '', '  from 2 ms on'),
    );
  });
});
