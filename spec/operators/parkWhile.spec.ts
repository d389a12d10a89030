import { BehaviorSubject, EMPTY, NEVER, Subject, throwError } from 'rxjs';
import { ConnectionError, constant, outbox, parkWhile, reconnect } from 'rxwire';
import type { Lifecycle } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import { connected, connecting, disconnected, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

const truth = { t: true, f: false };
const values = {
  i: connecting(0),
  c: connected,
  w: waiting(0, 0, new ConnectionError('suspended', 'parked', {})),
  x: disconnected(),
};

describe('parkWhile', () => {
  it(
    'lets the link go while it is not wanted, and begins again when it is',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection('-----o');
      const parked$ = hot('        --t---------f-------t---f', truth);
      const unsubscribed = '       ^-----------------------------!';
      const dials = ['             ^-!', '------------^-------!', '------------------------^-----!'];
      const expected = '           i-w---------i----c--w---i----c';

      const result$ = source$.pipe(reconnect(constant(10)), parkWhile(parked$), states());

      expectObservable(result$, unsubscribed).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe(dials);
      expectSubscriptions(parked$.subscriptions).toBe(unsubscribed);
    }),
  );

  it(
    'does not dial at all for one who is away at the start',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection('-o');
      const parked$ = new BehaviorSubject(true);
      const expected = '    w---ic';

      hot('                 ----f').subscribe(() => parked$.next(false));
      const result$ = source$.pipe(reconnect(constant(10)), parkWhile(parked$), states());

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe('----^');
    }),
  );

  it(
    'ends a wait, and counts no attempt of before',
    marbles(({ connection, hot, expectObservable }) => {
      const source$ = connection(['#', '-o']);
      const parked$ = hot('        -----t---f', truth);
      const expected = '           (ib)-w---ic';

      const result$ = source$.pipe(reconnect(constant(10)), parkWhile(parked$), states());

      expectObservable(result$).toBe(expected, { ...values, b: waiting(1, 10, brokenLink()) });
    }),
  );

  it(
    'keeps what is sent meanwhile, in an outbox behind it',
    marbles(({ connection, hot, expectObservable, expectSent }) => {
      const source$ = connection('o');
      const parked$ = hot('        -t---f', truth);
      const box = outbox<string>();

      hot('                        0-1-----2').subscribe(box.send);
      expectObservable(source$.pipe(reconnect(constant(1)), parkWhile(parked$), box.deliver()), '9ms !');

      expectSent(source$).toBe('   0----1--2');
    }),
  );

  it.each([
    ['never says anything', NEVER],
    ['ends', EMPTY],
    ['fails', throwError(() => new Error('no page'))],
  ])('wants the link when parked$ %s', (_, parked$) => {
    marbles(({ connection, expectObservable }) => {
      const result$ = connection('-o-|').pipe(reconnect(constant(1)), parkWhile(parked$), states());

      expectObservable(result$).toBe('ic-(x|)', values);
    })();
  });

  it(
    'passes on the error of the lifecycle',
    marbles(({ cold, expectObservable }) => {
      const error = new Error('a policy that throws');

      const lifecycle$ = cold<Lifecycle<unknown>>('-#', {}, error);

      expectObservable(lifecycle$.pipe(parkWhile(NEVER))).toBe('-#', {}, error);
    }),
  );

  it(
    'goes on with its link when it is told once more that it is wanted',
    marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
      const source$ = connection('-o');
      const parked$ = hot('        -f-f', truth);
      const unsubscribed = '       -----!';

      const result$ = source$.pipe(reconnect(constant(10)), parkWhile(parked$), states());

      expectObservable(result$, unsubscribed).toBe('ic', values);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
    }),
  );

  it('listens to parked$ as long as somebody listens', () => {
    const parked$ = new Subject<boolean>();

    const subscription = NEVER.pipe(parkWhile(parked$)).subscribe();
    const before = parked$.observed;
    subscription.unsubscribe();

    expect([before, parked$.observed]).toEqual([true, false]);
  });
});
