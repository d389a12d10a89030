import { concatMap, map, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { incomingFrames } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

const collect = (source$: Observable<string>): string[] => {
  const seen: string[] = [];
  source$.subscribe({ next: (frame) => seen.push(frame), complete: () => seen.push('|') });
  return seen;
};

describe('incomingFrames', () => {
  it(
    'keeps what comes before its first subscriber',
    marbles(({ hot, expectObservable }) => {
      const next$ = hot('   -a-b-----c-d');
      const subscription = '-----^';
      const expected = '    -----(ab)c-d';
      const frames = incomingFrames<string>();

      next$.subscribe((frame) => frames.next(frame));

      expectObservable(frames.incoming$, subscription).toBe(expected);
    }),
  );

  it(
    'is plainly hot from its first subscriber on',
    marbles(({ hot, expectObservable }) => {
      const next$ = hot('    -a-b-c-d-|');
      const subscription1 = '^---------';
      const subscription2 = '------^---';
      const expected1 = '    -a-b-c-d-|';
      const expected2 = '    -------d-|';
      const frames = incomingFrames<string>();

      next$.subscribe(frames);

      expectObservable(frames.incoming$, subscription1).toBe(expected1);
      expectObservable(frames.incoming$, subscription2).toBe(expected2);
    }),
  );

  it('counts what it holds', () => {
    const frames = incomingFrames<string>();

    frames.next('a');
    frames.next('b');

    expect(frames.held()).toBe(2);
    collect(frames.incoming$);
    expect(frames.held()).toBe(0);
  });

  it('lets go of what is held when it is released, and is plainly hot from then on', () => {
    const frames = incomingFrames<string>();
    frames.next('a');

    frames.release();
    frames.next('b');
    const seen = collect(frames.incoming$);
    frames.next('c');

    expect(frames.held()).toBe(0);
    expect(seen).toEqual(['c']);
  });

  it('is not disturbed by a release after the first subscriber came', () => {
    const frames = incomingFrames<string>();
    frames.next('a');
    const seen = collect(frames.incoming$);

    frames.release();
    frames.next('b');

    expect(seen).toEqual(['a', 'b']);
  });

  it('gives what is held to a subscriber that comes after the end, and completes', () => {
    const frames = incomingFrames<string>();
    frames.next('a');
    frames.complete();

    expect(collect(frames.incoming$)).toEqual(['a', '|']);
    expect(collect(frames.incoming$)).toEqual(['|']);
  });

  it('keeps the order when the handler of a held frame causes more frames', () => {
    const frames = incomingFrames<string>();
    frames.next('a');
    frames.next('b');
    const seen: string[] = [];

    frames.incoming$.subscribe((frame) => {
      seen.push(frame);
      if (frame.length === 1) frames.next(`${frame}'`);
    });
    frames.next('c');

    expect(seen).toEqual(['a', 'b', "a'", "b'", 'c', "c'"]);
  });

  it('keeps the rest for the next subscriber when the first takes one frame and leaves', () => {
    const frames = incomingFrames<string>();
    frames.next('a');
    frames.next('b');

    const first = collect(frames.incoming$.pipe(take(1)));
    frames.next('c');
    const second = collect(frames.incoming$);

    expect(first).toEqual(['a', '|']);
    expect(second).toEqual(['b', 'c']);
  });

  it('passes the rest on when the handler of the first frame subscribes for it', () => {
    const frames = incomingFrames<string>();
    frames.next('welcome');
    frames.next('a');

    const seen = collect(
      frames.incoming$.pipe(
        take(1),
        concatMap(() => frames.incoming$),
      ),
    );
    frames.next('b');

    expect(seen).toEqual(['a', 'b']);
  });

  it('takes nothing from its first subscriber when another comes in the middle of what was held', () => {
    const frames = incomingFrames<string>();
    const first: string[] = [];
    let second: string[] = [];
    ['a', 'b', 'c'].forEach(frames.next);

    frames.incoming$.subscribe((frame) => {
      first.push(frame);
      if (frame === 'a') second = collect(frames.incoming$);
    });
    frames.next('d');

    expect(first).toEqual(['a', 'b', 'c', 'd']);
    expect(second).toEqual(['b', 'c', 'd']);
  });

  it('tells its end by ended$ too, once, also to those who ask later', () => {
    const frames = incomingFrames<string>();
    const early = collect(frames.ended$.pipe(map(() => 'ended')));

    frames.next('a');
    frames.complete();
    const late = collect(frames.ended$.pipe(map(() => 'ended')));

    expect(early).toEqual(['ended', '|']);
    expect(late).toEqual(['ended', '|']);
    expect(collect(frames.incoming$)).toEqual(['a', '|']);
  });

  it('lets no handler that throws keep a frame from the others', () => {
    const frames = incomingFrames<string>();
    const seen: string[] = [];
    frames.next('a');
    frames.next('b');

    const thrown = unhandledErrors(() => {
      frames.incoming$.subscribe((frame) => {
        seen.push(frame);
        throw new Error(frame);
      });
    });

    expect(seen).toEqual(['a', 'b']);
    expect(thrown).toEqual([new Error('a'), new Error('b')]);
  });
});
