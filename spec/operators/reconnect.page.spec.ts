import { NEVER, of, startWith } from 'rxjs';
import { ConnectionError, constant, limitAttempts, reconnect } from 'rxwire';
import type { PageLifecycle } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import { connected, connecting, disconnected, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

const broken = brokenLink();
const suspended = (reason: 'offline' | 'frozen' | 'hidden'): ConnectionError =>
  new ConnectionError('suspended', `no link while ${reason}`, { reason });

const truth = { t: true, f: false };
const values = {
  i: connecting(0),
  c: connected,
  w: waiting(1, 10, broken),
  j: connecting(1),
  o: waiting(0, 0, suspended('offline')),
  z: waiting(0, 0, suspended('frozen')),
  h: waiting(0, 0, suspended('hidden')),
};

/** A page that is online, visible and awake, but for what is said. */
function pageThat(says: Partial<PageLifecycle>): PageLifecycle {
  return { online$: of(true), visible$: of(true), frozen$: of(false), ...says };
}

describe('reconnect, of a page', () => {
  it(
    'dials nothing while offline, and at once when back',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection(['--#', '-o']);
      const online$ = hot('        -f--------t', truth);
      const dials = ['             ^-!', '----------^'];
      const expected = '           i-w-------jc';

      const config = { page: pageThat({ online$ }), onlineJitter: 0 };
      const result$ = source$.pipe(reconnect(constant(10), config), states());

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe(dials);
    }),
  );

  it(
    'holds the first dial back for a page that begins offline, and burns no attempt',
    marbles(({ connection, hot, expectObservable }) => {
      const source$ = connection('-o');
      const online$ = hot('        ---------t', truth).pipe(startWith(false));
      const expected = '           o--------ic';

      const page = pageThat({ online$ });
      const result$ = source$.pipe(
        reconnect(limitAttempts(0)(constant(1)), { page, onlineJitter: 0 }),
        states(),
      );

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it(
    'takes offline$ in place of what the page says',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('-o');
      const expected = '           ic';

      const config = { page: pageThat({ online$: of(false) }), offline$: of(false) };
      const result$ = source$.pipe(reconnect(constant(10), config), states());

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it(
    'ends a wait when the page is visible again, without spread',
    marbles(({ connection, hot, expectObservable }) => {
      const source$ = connection(['#', '-o']);
      const visible$ = hot('       --f--t', truth);
      const expected = '           (iw)-jc';

      const result$ = source$.pipe(reconnect(constant(10), { page: pageThat({ visible$ }) }), states());

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it(
    'keeps the link of a hidden page, unless told otherwise',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection('-o');
      const visible$ = hot('       ----f 10m t', truth);
      const unsubscribed = '       20m !';

      const result$ = source$.pipe(reconnect(constant(10), { page: pageThat({ visible$ }) }), states());

      expectObservable(result$, unsubscribed).toBe('ic', values);
      expectSubscriptions(source$.subscriptions).toBe('^ 1199999ms !');
    }),
  );

  it(
    'parks a page that stays hidden for parkAfter, and dials when it is visible',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection(['-o', '-o']);
      const visible$ = hot('       --f--t---f-------t', truth);
      const dials = ['             ^------------!', '-----------------^'];
      const expected = '           ic-----------h---ic';

      const config = { page: pageThat({ visible$ }), parkAfter: 4 };
      const result$ = source$.pipe(reconnect(constant(10), config), states());

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe(dials);
    }),
  );

  it(
    'closes when the page freezes, and dials at once when it is back',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection(['-o', '-o']);
      const frozen$ = hot('        ----t 29999ms f', truth);
      const dials = ['             ^---!', '30004ms ^'];
      const expected = '           ic--z 29999ms ic';

      const config = { page: pageThat({ frozen$ }), random: () => 0.9 };
      const result$ = source$.pipe(reconnect(limitAttempts(0)(constant(1)), config), states());

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe(dials);
    }),
  );

  it(
    'drops a dial that is under way when the page freezes',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection(['---o', '-o']);
      const frozen$ = hot('        --t---f', truth);
      const dials = ['             ^-!', '------^'];
      const expected = '           i-z---ic';

      const result$ = source$.pipe(reconnect(constant(10), { page: pageThat({ frozen$ }) }), states());

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe(dials);
    }),
  );

  it(
    'waits for all of it: awake but offline is no time to dial',
    marbles(({ connection, hot, expectObservable }) => {
      const source$ = connection(['-o', '-o']);
      const frozen$ = hot('        ---t--f', truth);
      const online$ = hot('        ----f-----t', truth);
      const expected = '           ic-z------ic';

      const config = { page: pageThat({ frozen$, online$ }), onlineJitter: 0 };
      const result$ = source$.pipe(reconnect(constant(10), config), states());

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it(
    'does none of it with page: false',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection(['#', '-o']);
      const expected = '           (iw)------jc';

      const result$ = source$.pipe(reconnect(constant(10), { page: false }), states());

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it(
    'ends as the source does: completed, it is not dialled again',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('-o-|');
      const expected = '           ic-(x|)';

      const result$ = source$.pipe(reconnect(constant(10), { page: pageThat({ frozen$: NEVER }) }), states());

      expectObservable(result$).toBe(expected, { ...values, x: disconnected() });
    }),
  );

  it(
    'listens to the page as long as it is subscribed to, and no longer',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection('-o');
      const [online$, visible$, frozen$] = [hot('-', truth), hot('-', truth), hot('-', truth)];
      const unsubscribed = '   ^-----!';

      const config = { page: { online$, visible$, frozen$ }, parkAfter: 1 };
      const result$ = source$.pipe(reconnect(constant(10), config));

      expectObservable(result$, unsubscribed);
      for (const each$ of [online$, visible$, frozen$]) {
        expectSubscriptions(each$.subscriptions).toBe(unsubscribed);
      }
    }),
  );

  it.each<[string, object]>([
    ['onlineJitter', { onlineJitter: -1 }],
    ['parkAfter', { parkAfter: NaN }],
  ])('refuses a bad %s, naming it', (option, config) => {
    expect(() => reconnect(constant(1), config)).toThrow(new RegExp(`^${option} must be`));
  });
});
