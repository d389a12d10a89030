import { TestScheduler } from 'rxjs/testing';
import { alignedMarks } from '../../lib/testing/alignedMarks.js';
import type { Mark } from '../../lib/testing/alignedMarks.js';

const marks = (...list: readonly [number, string][]): Mark[] =>
  list.map(([frame, mark]) => ({ frame, mark }));

describe('alignedMarks', () => {
  it('draws one ms as one column', () => {
    expect(alignedMarks([marks([2, 'a'], [5, '|']), marks([2, 'a'], [6, '|'])])).toEqual([
      '--a--|',
      '--a---|',
    ]);
  });

  it('puts what is at one time in parentheses', () => {
    expect(alignedMarks([marks([1, 'a'], [1, 'b'], [6, 'c']), marks([6, 'c'])])).toEqual([
      '-(ab)-c',
      '------c',
    ]);
  });

  it('writes a long silence as a time, the same for all lines', () => {
    expect(alignedMarks([marks([0, 'a'], [30_000, 'b']), marks([0, 'a'], [30_001, 'b'])])).toEqual([
      'a 29s 999ms b',
      'a 29s 999ms -b',
    ]);
    expect(alignedMarks([marks([90_061, 'a'])])).toEqual([' 1m 30s 61ms a']);
    expect(alignedMarks([marks([0.5, 'a'])])).toEqual([' 0.5ms a']);
  });

  it('keeps columns where a group is wider than its time', () => {
    expect(alignedMarks([marks([0, 'a'], [0, 'b'], [1, 'c']), marks([1, 'c'])])).toEqual(['(ab)c', '-   c']);
  });

  it('draws nothing as nothing', () => {
    expect(alignedMarks([[], []])).toEqual(['', '']);
  });

  it.each([' --a--b|', ' a 29s 999ms (bc)--|', ' 1m a', ' -----a 500ms b'])(
    'draws %s so that it can be read back',
    (diagram) => {
      const drawn = (text: string): Mark[] =>
        TestScheduler.parseMarbles(text, undefined, undefined, false, true).map(
          ({ frame, notification }) => ({
            frame,
            mark: notification.kind === 'N' ? String(notification.value) : '|',
          }),
        );

      new TestScheduler(() => {}).run(() => {
        const [again = ''] = alignedMarks([drawn(diagram)]);

        expect(drawn(again)).toEqual(drawn(diagram));
      });
    },
  );
});
