import { NEVER } from 'rxjs';
import { constant, followPage, limitAttempts, parkWhile, reconnect } from 'rxwire';
import type { FollowPageConfig, PageLifecycle } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import { connected, connecting, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

const truth = { t: true, f: false };
const values = { i: connecting(0), c: connected, w: waiting(1, 10, brokenLink()), j: connecting(1) };

/** What follows a page of which only this is heard. */
function following(says: Partial<PageLifecycle>, config: FollowPageConfig = {}) {
  return followPage({ page: { online$: NEVER, visible$: NEVER, frozen$: NEVER, ...says }, ...config });
}

describe('followPage', () => {
  it(
    'tells what the life of a page means for its link',
    marbles(({ cold, expectObservable }) => {
      const online$ = cold(' t--f-----t-------------------------', truth);
      const visible$ = cold('t-------------f--------------t-----', truth);
      const frozen$ = cold(' f--------------------t----f--------', truth);
      const unsubscribed = ' ----------------------------------!';

      const config = { onlineJitter: 2, random: () => 0.5, parkAfter: 4 };
      const page = following({ online$, visible$, frozen$ }, config);

      expectObservable(page.offline$, unsubscribed).toBe('f--t------f', truth);
      expectObservable(page.wake$, unsubscribed).toBe('   -----------------------------t', truth);
      expectObservable(page.parked$, unsubscribed).toBe(' f-----------------t----------f', truth);
    }),
  );

  it(
    'spreads the dials of all that come back online together',
    marbles(({ connection, cold, expectObservable, expectSubscriptions }) => {
      const dialOf = (chance: number): string => `${4 + 8 * chance}ms ^`;

      for (const chance of [0, 0.5, 0.875]) {
        const source$ = connection(['#', 'o']);
        const page = following({ online$: cold('t-f-t', truth) }, { onlineJitter: 8, random: () => chance });
        expectObservable(source$.pipe(reconnect(constant(3), page)), '99ms !');
        expectSubscriptions(source$.subscriptions).toBe([
          '(^!)',
          `${dialOf(chance)} ${95 - 8 * chance - 1}ms !`,
        ]);
      }
    }),
  );

  it(
    'starts the spread anew when the device goes offline in the middle of it',
    marbles(({ connection, cold, expectObservable }) => {
      const source$ = connection(['#', '-o']);
      const online$ = cold('       t-f---t-f--t', truth);
      const expected = '           (iw)-----------jc';

      const page = following({ online$ }, { onlineJitter: 8, random: () => 0.5 });

      expectObservable(source$.pipe(reconnect(constant(10), page), states())).toBe(expected, values);
    }),
  );

  it(
    'ends a wait when the page is visible again, without spread',
    marbles(({ connection, cold, expectObservable }) => {
      const source$ = connection(['#', '-o']);
      const visible$ = cold('      t-f--t', truth);
      const expected = '           (iw)-jc';

      const result$ = source$.pipe(reconnect(constant(10), following({ visible$ })), states());

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it(
    'keeps the link of a hidden page, unless told otherwise',
    marbles(({ cold, expectObservable }) => {
      const visible$ = cold('t-f', truth);

      expectObservable(following({ visible$ }).parked$, '20m !').toBe('f', truth);
    }),
  );

  it(
    'closes when the page freezes, and dials at once when it is back: no attempt is burnt',
    marbles(({ connection, cold, expectObservable, expectSubscriptions }) => {
      const source$ = connection(['-o', '-o']);
      const page = following({ frozen$: cold('f---t 29999ms f', truth) });
      const never = limitAttempts(0)(constant(1));

      expectObservable(source$.pipe(reconnect(never, page), parkWhile(page.parked$)), '40s !');

      expectSubscriptions(source$.subscriptions).toBe(['^---!', '30004ms ^ 9995ms !']);
    }),
  );

  it.each<[string, FollowPageConfig]>([
    ['onlineJitter', { onlineJitter: -1 }],
    ['parkAfter', { parkAfter: NaN }],
  ])('refuses a bad %s, naming it', (option, config) => {
    expect(() => followPage(config)).toThrow(new RegExp(`^${option} must be`));
  });
});
