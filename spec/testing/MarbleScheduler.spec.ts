import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { mergeMap, of, tap, timer } from 'rxjs';
import { marbles } from 'rxwire/testing';
import type { MarbleHelpers } from 'rxwire/testing';
import { MarbleScheduler } from '../../lib/testing/MarbleScheduler.js';

const asserts: readonly [
  framework: string,
  assertDeepEqual: (actual: unknown, expected: unknown) => unknown,
][] = [
  ['jest', (actual, expected) => expect(actual).toEqual(expected)],
  ['node:assert', deepStrictEqual],
  ['a function that returns whether they are equal', isDeepStrictEqual],
];

function failure(
  assertDeepEqual: (actual: unknown, expected: unknown) => unknown,
  body: (helpers: MarbleHelpers) => void,
): Error {
  try {
    marbles(assertDeepEqual)(body)();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

describe.each(asserts)('a test by %s', (_, assertDeepEqual) => {
  it('passes when all is as drawn', () => {
    marbles(assertDeepEqual)(({ cold, connection, expectObservable, expectSent, expectSubscriptions }) => {
      const source$ = cold('-a|');
      const link$ = connection('o');
      link$.subscribe((link) => link.send('x'));

      expectObservable(source$).toBe('-a|');
      expectObservable(source$).toEqual(source$);
      expectSubscriptions(source$.subscriptions).toBe(['^-!', '^-!', '^-!']);
      expectSent(link$).toBe('x');
    })();
  });

  it('draws a stream that is not as drawn', () => {
    const { message } = failure(assertDeepEqual, ({ cold, expectObservable }) => {
      expectObservable(of('z')).toBe('(z|)');
      expectObservable(cold('--a---b|', { a: 1, b: 2 })).toBe('--a--b|', { a: 1, b: 2 });
    });

    expect(message).toBe(
      [
        'expectObservable: not as drawn',
        '',
        '  expected  --a--b|',
        '  actual    --a---b|',
        '',
        '  a = 1',
        '  b = 2',
        '',
        '  from 5 ms on',
        '',
      ].join('\n'),
    );
  });

  it('draws what was sent', () => {
    const { message } = failure(assertDeepEqual, ({ connection, cold, expectSent }) => {
      const link$ = connection('o');
      link$.pipe(mergeMap((link) => cold('-x-y').pipe(tap(link.send)))).subscribe();
      expectSent(link$).toBe('-x-z');
    });

    expect(message).toBe(
      'expectSent: not as drawn\n\n  expected  -x-z\n  actual    -x-y\n\n  from 3 ms on\n',
    );
  });

  it('draws subscriptions', () => {
    const { message } = failure(assertDeepEqual, ({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a|');
      expectObservable(source$).toBe('-a|');
      expectSubscriptions(source$.subscriptions).toBe(['^!', '--^!']);
    });

    expect(message).toBe(
      'expectSubscriptions: not as drawn\n\n  expected  ^!\n            --^!\n  actual    ^-!\n',
    );
  });

  it('draws a stream that is not as another', () => {
    const { message } = failure(assertDeepEqual, ({ cold, expectObservable }) => {
      expectObservable(cold('a-b')).toEqual(cold('a--b'));
    });

    expect(message).toContain('  expected  a--b\n  actual    a-b\n');
  });
});

describe('MarbleScheduler', () => {
  it('blames the line that expected something else', () => {
    const { stack } = failure(deepStrictEqual, ({ expectObservable }) => {
      expectObservable(of('a')).toBe('(b|)');
    });
    const [first = ''] = stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];

    expect(first).toContain('MarbleScheduler.spec.ts');
  });

  it('keeps to its expectations when the body flushes in between', () => {
    const { message } = failure(deepStrictEqual, ({ cold, flush, expectObservable }) => {
      expectObservable(cold('-a')).toBe('-a');
      flush();
      expectObservable(of('b')).toBe('(c|)');
    });

    expect(message).toMatch(/expected {2}\(c\|\)\n {2}actual +- +\(b\|\)\n/);
  });

  it('says that virtual time does not end, and where', () => {
    const scheduler = new MarbleScheduler(deepStrictEqual, 1_000);

    expect(() => scheduler.run(({ expectObservable }) => expectObservable(timer(0, 5)).toBe('a'))).toThrow(
      /^virtual time has not ended after 1000 steps, at 49\d\d ms: give a stream that does not end an unsubscription/,
    );
  });

  it('counts steps for as long as time goes on and no longer', () => {
    const scheduler = new MarbleScheduler(deepStrictEqual, 1_000);

    expect(() =>
      scheduler.run(({ expectObservable }) => expectObservable(timer(0, 5), '^-!').toBe('a', { a: 0 })),
    ).not.toThrow();
  });
});
