import { NEVER, map, mergeMap, of, retry, tap } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import {
  ConnectionError,
  constant,
  endAfterSleep,
  heartbeat,
  outbox,
  reconnect,
  whileConnected,
} from 'rxwire';
import type { Connection, EndAfterSleepConfig } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import type { DrawnSleep, MarbleHelpers } from 'rxwire/testing';
import { connected, connecting, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

type Link = Connection<string, string>;

const slept = (passed: number, timeout: number): ConnectionError =>
  new ConnectionError('heartbeat-timeout', `the device slept: ${passed} ms without a timer`, { timeout });
const notOpen: unknown = expect.objectContaining({ kind: 'not-open' });
const opened = map(() => 'c');

/** Sends what is drawn over each connection; `answers` has `sent` for each message, or what was thrown. */
function sending({ hot }: MarbleHelpers, drawn: string, answers: unknown[]): OperatorFunction<Link, Link> {
  const messages$ = hot(drawn);
  return tap(({ send }) => {
    messages$.subscribe((message) => {
      try {
        send(message);
        answers.push('sent');
      } catch (error) {
        answers.push(error);
      }
    });
  });
}

describe('endAfterSleep', () => {
  it('ends a connection of before the device slept, rather than send into it', () => {
    const answers: unknown[] = [];

    marbles((helpers) => {
      const source$ = helpers.connection('o-----------');
      const dial = '                      ^-------!';
      const { now } = helpers.sleep('    -------j----', { j: 100 });
      const messages = '                  ----x---y---';
      const sent = '                      ----x-------';
      const expected = '                  c-------#';

      const result$ = source$.pipe(
        endAfterSleep({ interval: 3, tolerance: 10, now }),
        sending(helpers, messages, answers),
        opened,
      );

      helpers.expectObservable(result$).toBe(expected, undefined, slept(102, 13));
      helpers.expectSent(source$).toBe(sent);
      helpers.expectSubscriptions(source$.subscriptions).toBe(dial);
    })();

    expect(answers).toEqual(['sent', notOpen]);
  });

  it('ends it at the next note of the clock, if nothing is sent before', () => {
    const answers: unknown[] = [];

    marbles((helpers) => {
      const source$ = helpers.connection('o-----------');
      const dial = '                      ^--------!';
      const { now } = helpers.sleep('    -------j----', { j: 100 });
      const messages = '                  ----------y-';
      const expected = '                  c--------#';

      const result$ = source$.pipe(
        endAfterSleep({ interval: 3, tolerance: 10, now }),
        sending(helpers, messages, answers),
        opened,
      );

      helpers.expectObservable(result$).toBe(expected, undefined, slept(103, 13));
      helpers.expectSent(source$).toBe('-');
      helpers.expectSubscriptions(source$.subscriptions).toBe(dial);
    })();

    expect(answers).toEqual([notOpen]);
  });

  it('says so by kind and timeout, and tells whoever sends the cause', () => {
    const answers: unknown[] = [];
    let told: unknown;

    marbles((helpers) => {
      const { now } = helpers.sleep('-j-', { j: 100 });
      const messages = '            --x';

      helpers
        .connection<string>('o')
        .pipe(endAfterSleep({ interval: 9, tolerance: 1, now }), sending(helpers, messages, answers))
        .subscribe({ error: (error: unknown) => (told = error) });
      helpers.flush();
    })();

    const [thrown] = answers;
    expect(told).toBeInstanceOf(ConnectionError);
    expect(told).toMatchObject({ kind: 'heartbeat-timeout', timeout: 10 });
    expect(thrown).toBeInstanceOf(ConnectionError);
    expect(thrown).toMatchObject({ kind: 'not-open', cause: told });
  });

  it(
    'notes the clock every 5 seconds and tolerates a minute by default',
    marbles((helpers) => {
      const { connection, expectObservable, sleep } = helpers;
      // The last note is that of 10 s.
      const expected = 'c 14999ms #';
      const result = (by: number) => connection('o').pipe(endAfterSleep(sleep('12s j', { j: by })), opened);

      expectObservable(result(60_000), '^ 30s !').toBe('c');
      expectObservable(result(60_001), '^ 30s !').toBe(expected, undefined, slept(65_001, 65_000));
    }),
  );

  it(
    'takes virtual time for the wall clock, which never jumps',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o 1440m |');

      expectObservable(source$.pipe(endAfterSleep({ interval: 60_000 }), opened)).toBe('c 1440m |');
    }),
  );

  it('takes the platform’s clock outside of virtual time', () => {
    const link: Link = { incoming$: NEVER, send: jest.fn(), buffered: () => 0, close: () => {} };
    const noted = jest.spyOn(Date, 'now').mockReturnValue(0);

    const subscription = of(link)
      .pipe(endAfterSleep())
      .subscribe(({ send }) => {
        noted.mockReturnValue(65_000);
        send('a');
        noted.mockReturnValue(65_001);
        expect(() => send('b')).toThrow('send: the device slept');
      });
    subscription.unsubscribe();
    noted.mockRestore();

    expect(link.send).toHaveBeenCalledTimes(1);
    expect(link.send).toHaveBeenCalledWith('a');
  });

  it(
    'tolerates a clock that is set forward by less, and any that is set back',
    marbles((helpers) => {
      const source$ = helpers.connection('o-a--b-----|');
      const ahead = helpers.sleep('    ---j--------', { j: 10 });
      const back = helpers.sleep('     ---j--------', { j: -1_000_000 });
      const expected = '                  c----------|';
      const result = ({ now }: DrawnSleep) =>
        source$.pipe(endAfterSleep({ interval: 3, tolerance: 10, now }), opened);

      helpers.expectObservable(result(ahead)).toBe(expected);
      helpers.expectObservable(result(back)).toBe(expected);
    }),
  );

  it(
    'finds out about a sleep after the clock was set back',
    marbles((helpers) => {
      const source$ = helpers.connection('o------------');
      const { now } = helpers.sleep('   -b-----j-----', { b: -1_000, j: 100 });
      const expected = '                  c-------#';

      const result$ = source$.pipe(endAfterSleep({ interval: 4, tolerance: 10, now }), opened);

      helpers.expectObservable(result$).toBe(expected, undefined, slept(104, 14));
    }),
  );

  it(
    'stops looking at the clock when the link ends or is unsubscribed from, and leaves no timer behind',
    marbles(({ connection, expectObservable, flush, scheduler }) => {
      const looks: number[] = [];
      const now = (): number => looks.push(scheduler.frame) && scheduler.frame;
      const watched = endAfterSleep<Link>({ interval: 3, now });

      expectObservable(connection('o-a-|').pipe(watched, opened)).toBe('c---|');
      const broken$ = connection<string>('o-a-x', { values: { x: closedBy(1012) } });
      expectObservable(broken$.pipe(watched, opened)).toBe('c---#', undefined, closedBy(1012));
      expectObservable(connection('o').pipe(watched, opened), '^---!').toBe('c');
      flush();
      expect(scheduler.frame).toBe(4);
      expect(Math.max(...looks)).toBe(3);
    }),
  );

  it('leaves the end of a link that closes meanwhile as it is', () => {
    const answers: unknown[] = [];

    marbles((helpers) => {
      const source$ = helpers.connection<string>('o--x', { values: { x: closedBy(1001) } });
      const expected = '                  c--#';

      const result$ = source$.pipe(endAfterSleep(), sending(helpers, '----y', answers), opened);

      helpers.expectObservable(result$).toBe(expected, undefined, closedBy(1001));
    })();

    expect(answers).toEqual([notOpen]);
  });

  it('takes nothing more once the device slept, whatever the clock says then, and tells it once', () => {
    const answers: unknown[] = [];

    marbles((helpers) => {
      const source$ = helpers.connection('o------');
      const { now } = helpers.sleep('    --j----', { j: 100 });
      const expected = '                  c--#';

      const result$ = source$.pipe(
        endAfterSleep({ interval: 5, tolerance: 10, now }),
        sending(helpers, '                ---(xy)', answers),
        opened,
      );

      helpers.expectObservable(result$).toBe(expected, undefined, slept(103, 15));
      helpers.expectSent(source$).toBe('-');
    })();

    expect(answers).toEqual([notOpen, notOpen]);
  });

  it(
    'has an outbox keep the message for the next link, and in order',
    marbles((helpers) => {
      const source$ = helpers.connection('-o-----------');
      const { now } = helpers.sleep('    ----j--------', { j: 100 });
      const unsubscribed = '              -------------!';
      const messages$ = helpers.hot('     --a--(bc)----');
      const sent = '                      --a-------(bc)';
      const expected = '                  ic---w---jc--';
      const box = outbox<string>();
      messages$.subscribe((message) => box.send(message));

      const result$ = source$.pipe(
        endAfterSleep({ interval: 5, tolerance: 10, now }),
        reconnect(constant(4)),
        box.deliver(),
        states(),
      );

      helpers.expectObservable(result$, unsubscribed).toBe(expected, {
        i: connecting(0),
        c: connected,
        w: waiting(1, 4, slept(104, 15)),
        j: connecting(1),
      });
      helpers.expectSent(source$).toBe(sent);
    }),
  );

  it(
    'keeps the order also where the next link is open at once',
    marbles((helpers) => {
      const source$ = helpers.connection('o--------');
      const { now } = helpers.sleep('    --j------', { j: 100 });
      const unsubscribed = '              -------!';
      const sent = '                      ---(abc)';
      const box = outbox<string>();
      helpers.hot('---(abc)').subscribe((message) => box.send(message));

      const result$ = source$.pipe(
        endAfterSleep({ interval: 5, tolerance: 10, now }),
        retry(),
        map((connection) => ({ status: 'connected' as const, connection })),
        box.deliver(),
      );

      helpers.expectObservable(result$, unsubscribed);
      helpers.expectSent(source$).toBe(sent);
    }),
  );

  it(
    'begins anew with each connection',
    marbles((helpers) => {
      const source$ = helpers.connection(['o--#', '-o-a-b-c-|']);
      const { now } = helpers.sleep('     ----j---------', { j: 100 });
      const expected = '                   -------a-b-c-|';

      const result$ = source$.pipe(
        endAfterSleep({ interval: 2, tolerance: 10, now }),
        reconnect(constant(1)),
        whileConnected(({ incoming$ }) => incoming$),
      );

      helpers.expectObservable(result$).toBe(expected);
    }),
  );

  it(
    'loses no frame of the opening turn',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('(oab)--c-|');
      const expected = '          (ab)---c-|';

      const result$ = source$.pipe(
        endAfterSleep(),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(result$).toBe(expected);
    }),
  );

  it(
    'keeps what else the connection carries',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection<string, string>('o---1-|');
      const measured = '          ----a-|';

      const result$ = source$.pipe(
        heartbeat({ interval: 3, timeout: 9, ping: () => '1', isPong: (message) => message === '1' }),
        endAfterSleep(),
        mergeMap(({ rtt$ }) => rtt$),
      );

      expectObservable(result$).toBe(measured, { a: 1 });
    }),
  );

  it('ends the connection with what the clock throws at a note, and throws it at whoever sends', () => {
    const bug = new TypeError('bug');
    const answers: unknown[] = [];

    marbles((helpers) => {
      const messages = '-x--';
      const expected = 'c--#';
      const now = (): number => {
        if (helpers.scheduler.frame > 0) throw bug;
        return 0;
      };

      const result$ = helpers
        .connection<string>('o')
        .pipe(endAfterSleep({ interval: 3, now }), sending(helpers, messages, answers), opened);

      helpers.expectObservable(result$).toBe(expected, undefined, bug);
    })();

    expect(answers).toEqual([bug]);
  });

  it.each<[EndAfterSleepConfig, string]>([
    [{ interval: 0 }, 'interval must be a number, 1 or more; got 0'],
    [{ interval: NaN }, 'interval must be a number, 1 or more; got NaN'],
    [{ interval: 3e9 }, 'interval must be at most 2147483647 ms, about 24 days; got 3000000000'],
    [{ tolerance: -1 }, 'tolerance must be a number, 0 or more; got -1'],
  ])('refuses %p, naming option and value', (config, message) => {
    expect(() => endAfterSleep<Link>(config)).toThrow(new RangeError(message));
  });

  it('knows the types of the connection', () => {
    const typedOnly = (link: Link): void => {
      of(link)
        .pipe(endAfterSleep())
        // @ts-expect-error -- the connection takes text, not numbers
        .subscribe(({ send }) => send(1));
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
