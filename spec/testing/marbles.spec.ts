import assert, { deepStrictEqual } from 'node:assert';
import { interval, of, throwError } from 'rxjs';
import { ConnectionError } from 'rxwire';
import type { Lifecycle } from 'rxwire';
import { closedBy, marbles } from 'rxwire/testing';
import { showValue } from '../../lib/testing/showValue.js';

describe('marbles', () => {
  it('gives the body rxjs’s helpers and its own, in virtual time', () => {
    const compared: unknown[] = [];

    marbles((actual, expected) => {
      compared.push(actual, expected);
      deepStrictEqual(actual, expected);
    })(({ connection, expectObservable, expectSent, scheduler, time }) => {
      const source$ = connection('o');
      source$.subscribe((link) => link.send('hello'));

      expectObservable(of('a')).toBe('(a|)');
      expectSent(source$).toBe('h', { h: 'hello' });
      expect(time('---|')).toBe(3);
      expect(scheduler.frame).toBe(0);
    })();

    // Of which two are the kit’s own, to see that the comparison tells things apart.
    const [, , ...ours] = compared;
    expect(ours).toHaveLength(4);
    expect(ours[0]).toEqual(ours[1]);
    expect(ours[2]).toEqual(ours[3]);
  });

  it('fails a test whose diagram is not what happened', () => {
    const test = marbles((actual, expected) => expect(actual).toEqual(expected));

    expect(test(({ expectObservable }) => expectObservable(of('a')).toBe('(b|)'))).toThrow(
      new Error('expectObservable: not as drawn\n\n  expected  (b|)\n  actual    (a|)\n\n  from 0 ms on\n'),
    );
    expect(
      test(({ connection, expectSent }) => {
        const source$ = connection('o');
        source$.subscribe((link) => link.send('a'));
        expectSent(source$).toBe('b');
      }),
    ).toThrow(new Error('expectSent: not as drawn\n\n  expected  b\n  actual    a\n\n  from 0 ms on\n'));
  });

  it('refuses a body that is async, and a limit that is none', () => {
    const test = marbles(deepStrictEqual);

    expect(test(async () => {})).toThrow(
      new TypeError('a marble test cannot be async: virtual time does not wait for promises'),
    );
    expect(() => marbles(deepStrictEqual, { maxSteps: 0 })).toThrow(
      new RangeError('maxSteps must be a number, 1 or more; got 0'),
    );
  });

  it.each([
    ['node:assert’s own assert', assert as never],
    ['one that does nothing', () => {}],
    ['one that is always true', () => true],
  ])('refuses a comparison with which every test would pass: %s', (_, compare) => {
    expect(() => marbles(compare)).toThrow(
      new TypeError(
        'marbles takes a comparison that throws, or returns false; this one tells nothing apart: ' +
          'give it what your framework compares with, such as deepStrictEqual of node:assert',
      ),
    );
  });

  it('refuses what is no comparison', () => {
    expect(() => marbles(undefined as never)).toThrow(
      new TypeError(
        'marbles takes a comparison; got undefined: ' +
          'give it what your framework compares with, such as deepStrictEqual of node:assert',
      ),
    );
  });

  it('ends a test whose virtual time does not', () => {
    const test = marbles(deepStrictEqual, { maxSteps: 100 });

    expect(test(({ expectObservable }) => expectObservable(interval(1)).toBe(''))).toThrow(
      new Error(
        'virtual time has not ended after 100 steps, at 99 ms: give a stream that does not end an unsubscription ' +
          "marble, such as expectObservable(stream$, '----!'), and a client that stays connected its end, such as " +
          "act('----x', { x: client.dispose })",
      ),
    );
  });

  describe('compares what errors say,', () => {
    /** Knows errors by their message alone, as jest's `toEqual` does. */
    const byMessage = (actual: unknown, expected: unknown): void => {
      const [one, other] = [actual, expected].map((value) =>
        JSON.stringify(value, (_, each: unknown) => (each instanceof Error ? each.message : each)),
      );
      if (one !== other) throw new Error(`${one} is not ${other}`);
    };
    const asserts = [byMessage, deepStrictEqual, (a: unknown, e: unknown) => expect(a).toEqual(e)];

    it.each<[what: string, actual: Error, expected: Error, difference: string]>([
      [
        'kind',
        new ConnectionError('unreachable', 'a', {}),
        new ConnectionError('application', 'a', {}),
        "kind is 'unreachable', not 'application'",
      ],
      ['code', closedBy(1012), Object.assign(closedBy(1012), { code: 1013 }), 'code is 1012, not 1013'],
      ['name', new RangeError('a'), new TypeError('a'), "name is 'RangeError', not 'TypeError'"],
      ['message', new Error('a'), new Error('b'), "message is 'a', not 'b'"],
      ['cause', new Error('a', { cause: 1 }), new Error('a', { cause: 2 }), 'cause is 1, not 2'],
      ['the cause’s cause', caused('a'), caused('b'), "cause.cause.message is 'a', not 'b'"],
    ])('of which %s is one', (_, actual, expected, difference) => {
      const waiting = (cause: Error): Lifecycle<unknown> =>
        ({ status: 'waiting', attempt: 1, delay: 1, cause }) as Lifecycle<unknown>;

      for (const assertDeepEqual of asserts) {
        const test = marbles(assertDeepEqual);
        const failing = (error: Error): (() => void) =>
          test(({ expectObservable }) => {
            expectObservable(throwError(() => actual)).toBe('#', undefined, error);
          });
        const telling = (error: Error): (() => void) =>
          test(({ expectObservable }) => {
            expectObservable(of(waiting(actual))).toBe('(w|)', { w: waiting(error) });
          });

        expect(failing(actual)).not.toThrow();
        expect(telling(actual)).not.toThrow();
        const [one, other] = [showValue(expected), showValue(actual)];
        expect(failing(expected)).toThrow(
          new Error(
            'expectObservable: not as drawn\n\n  expected  #\n  actual    #\n\n' +
              `  # expected = ${one}\n  # actual   = ${other}\n\n  from 0 ms on: ${difference}\n`,
          ),
        );
        expect(telling(expected)).toThrow(
          new Error(
            'expectObservable: not as drawn\n\n  expected  (w|)\n  actual    (A|)\n\n' +
              `  w = { status: 'waiting', attempt: 1, delay: 1, cause: ${one} }\n` +
              `  A = { status: 'waiting', attempt: 1, delay: 1, cause: ${other} }\n\n` +
              `  from 0 ms on: cause.${difference}\n`,
          ),
        );
      }
    });

    it('and lets a matcher stand for an error', () => {
      const test = marbles((actual, expected) => expect(actual).toEqual(expected));
      const expecting = (error: unknown): (() => void) =>
        test(({ expectObservable }) => {
          expectObservable(throwError(() => closedBy(1012))).toBe('#', undefined, error);
        });

      expect(expecting(expect.objectContaining({ code: 1012 }))).not.toThrow();
      expect(expecting(expect.objectContaining({ code: 1013 }))).toThrow(
        /\n {2}# expected = ObjectContaining .*code: 1013.*\n {2}# actual {3}= ConnectionError: closed with 1012 /,
      );
    });
  });
});

function caused(word: string): Error {
  return new Error('a', { cause: new Error('b', { cause: new Error(word) }) });
}
