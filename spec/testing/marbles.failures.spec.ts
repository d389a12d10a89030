import { deepStrictEqual } from 'node:assert';
import { mergeMap, tap } from 'rxjs';
import { marbles } from 'rxwire/testing';
import type { MarbleHelpers } from 'rxwire/testing';

/** What a test says that is not as drawn. */
function textOf(body: (helpers: MarbleHelpers) => void): string {
  try {
    marbles(deepStrictEqual)(body)();
  } catch (error) {
    return (error as Error).message;
  }
  return 'passed';
}

const truth = { t: true, f: false };
const legend = '\n\n  t = true\n  f = false';

describe('a helper of marbles that is not as drawn says so:', () => {
  it.each<[name: string, expected: string, body: (helpers: MarbleHelpers) => void]>([
    [
      'an answer of a server',
      'expectObservable: not as drawn\n\n  expected  ---b\n  actual    --b\n\n  from 2 ms on\n',
      ({ server, expectObservable }) => {
        const link$ = server({ answers: [{ when: 'a', reply: '--b' }] }).pipe(tap(({ send }) => send('a')));
        expectObservable(link$.pipe(mergeMap(({ incoming$ }) => incoming$)), '-----!').toBe('---b');
      },
    ],
    [
      'what a server received',
      'expectObservable: not as drawn\n\n  expected  b\n  actual    a\n\n  from 0 ms on\n',
      ({ server, expectObservable }) => {
        const server$ = server({ answers: [] });
        server$.subscribe(({ send }) => send('a'));
        expectObservable(server$.received$, '----!').toBe('b');
      },
    ],
    [
      'a network',
      `expectObservable: not as drawn\n\n  expected  t---f\n  actual    t----f${legend}\n\n  from 4 ms on\n`,
      ({ network, expectObservable }) =>
        expectObservable(network('on---off').online$, '-------!').toBe('t---f', truth),
    ],
    [
      'a page',
      `expectObservable: not as drawn\n\n  expected  t---f\n  actual    t---------f${legend}\n\n  from 4 ms on\n`,
      ({ page, expectObservable }) =>
        expectObservable(page('visible---hidden').visible$, '--------------!').toBe('t---f', truth),
    ],
    [
      'a word that networks do not know',
      "'on---of' may hold on, off, dead, dashes and times; got 'of'",
      ({ network }) => network('on---of'),
    ],
    [
      'a word that pages do not know',
      "'seen---hidden' may hold visible, hidden, frozen, dashes and times; got 'seen'",
      ({ page }) => page('seen---hidden'),
    ],
  ])('%s', (_, expected, body) => {
    expect(textOf(body)).toBe(expected);
  });
});
