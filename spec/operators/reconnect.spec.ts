import { option } from 'fp-ts';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  BehaviorSubject,
  EMPTY,
  NEVER,
  Observable,
  ReplaySubject,
  Subject,
  concat,
  defer,
  mergeMap,
  of,
  take,
  takeUntil,
  tap,
  takeWhile,
  throwError,
} from 'rxjs';
import {
  ConnectionError,
  constant,
  exponential,
  giveUpWhen,
  limitAttempts,
  limitElapsed,
  reconnect,
} from 'rxwire';
import type { BackoffContext, Lifecycle } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { connected, connecting, disconnected, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

const broken = brokenLink();
const never = limitAttempts(0)(constant(0));
const suspended = new ConnectionError('suspended', 'offline', {});

describe('reconnect', () => {
  it(
    'dials again after the wait that the policy decides, and tells the story',
    marbles(({ connection, expectObservable, expectSubscriptions }) => {
      const source$ = connection(['--o---#', '--o-----']);
      const dials = ['             ^-----!', '----------^----'];
      const expected = '           i-c---w---r-d--';
      const values = {
        i: connecting(0),
        c: connected,
        w: waiting(1, 4, broken),
        r: connecting(1),
        d: connected,
      };

      const result$ = source$.pipe(reconnect(constant(4)), states());

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(source$.subscriptions).toBe(dials);
    }),
  );

  it('does nothing before it is subscribed to', () => {
    const dial = jest.fn(() => NEVER);
    const offline$ = new Subject<boolean>();
    const wake$ = new Subject<void>();

    defer(dial).pipe(reconnect(constant(4), { offline$, wake$ }));

    expect(dial).not.toHaveBeenCalled();
    expect([offline$.observed, wake$.observed]).toEqual([false, false]);
  });

  it('carries the connection itself', () => {
    const link = { name: 'link' };
    const seen: Lifecycle<{ name: string }>[] = [];

    of(link)
      .pipe(reconnect(constant(4)))
      .subscribe((state) => seen.push(state));

    expect(seen[1]).toEqual({ status: 'connected', connection: link });
    expect((seen[1] as { connection: unknown }).connection).toBe(link);
  });

  it(
    'numbers the attempts of a series, the first dial being 0',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection(['-#', '-#', '-o--']);
      const expected = '           iwjxkc--';
      const values = {
        i: connecting(0),
        w: waiting(1, 1, broken),
        j: connecting(1),
        x: waiting(2, 1, broken),
        k: connecting(2),
        c: connected,
      };

      const result$ = source$.pipe(reconnect(constant(1)), states());

      expectObservable(result$).toBe(expected, values);
    }),
  );

  it('tells the policy about attempt, elapsed time, uptime, cause and previous delay', () => {
    const told: BackoffContext<ConnectionError>[] = [];
    marbles(({ connection, expectObservable }) => {
      const source$ = connection(['--#', 'o 9ms x', '----#', '-o'], { values: { x: closedBy(1012) } });
      const policy = (context: BackoffContext<ConnectionError>): option.Option<number> => {
        told.push(context);
        return option.some(10 * context.attempt);
      };

      expectObservable(source$.pipe(reconnect(policy)), '100ms !');
    })();

    expect(told).toEqual([
      { attempt: 1, elapsed: 0, uptime: 0, cause: broken, previousDelay: 0 },
      { attempt: 2, elapsed: 20, uptime: 10, cause: closedBy(1012), previousDelay: 10 },
      { attempt: 3, elapsed: 44, uptime: 0, cause: broken, previousDelay: 20 },
    ]);
  });

  describe('counting attempts', () => {
    it(
      'starts anew only after a connection that stayed open for minUptime',
      marbles(({ connection, expectObservable, flush }) => {
        const source$ = connection(['#', 'o 4998ms #', 'o 4999ms #', '-o']);
        const attempts: number[] = [];

        const result$ = source$.pipe(
          reconnect(constant(1)),
          tap((state) => state.status === 'connecting' && attempts.push(state.attempt)),
        );

        expectObservable(result$, '20s !');
        flush();
        expect(attempts).toEqual([0, 1, 2, 1]);
      }),
    );

    it(
      'takes minUptime from its config, 0 meaning every opening',
      marbles(({ connection, expectObservable, flush }) => {
        const opened = 'o 9ms #';
        const attempts = { ten: [] as number[], eleven: [] as number[], none: [] as number[] };
        const watch = (minUptime: number, into: number[]): Observable<unknown> =>
          connection(['#', opened, 'o#', '-o']).pipe(
            reconnect(constant(1), { minUptime }),
            tap((state) => state.status === 'connecting' && into.push(state.attempt)),
          );

        expectObservable(watch(10, attempts.ten), '1s !');
        expectObservable(watch(11, attempts.eleven), '1s !');
        expectObservable(watch(0, attempts.none), '1s !');
        flush();
        expect(attempts).toEqual({ ten: [0, 1, 1, 2], eleven: [0, 1, 2, 3], none: [0, 1, 1, 1] });
      }),
    );

    it(
      'never starts anew for a dial that failed, however long it took',
      marbles(({ connection, expectObservable, flush }) => {
        const source$ = connection(['#', '10s #', '-o']);
        const attempts: number[] = [];

        const result$ = source$.pipe(
          reconnect(constant(1), { minUptime: 0 }),
          tap((state) => state.status === 'connecting' && attempts.push(state.attempt)),
        );

        expectObservable(result$, '20s !');
        flush();
        expect(attempts).toEqual([0, 1, 2]);
      }),
    );

    it(
      'keeps a server that accepts and drops on the curve: 7 dials in 10 seconds',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const source$ = connection('o#');
        const dials = ['^!', '101ms ^!', '302ms ^!', '703ms ^!', '1504ms ^!', '3105ms ^!', '6306ms ^!'];

        const result$ = source$.pipe(reconnect(exponential({ initialDelay: 100 })));

        expectObservable(result$, '10s !');
        expectSubscriptions(source$.subscriptions).toBe(dials);
      }),
    );
  });

  describe('what is retried', () => {
    const end = (cause: ConnectionError): State => {
      let last: State | undefined;
      of(0)
        .pipe(
          mergeMap(() => throwError(() => cause)),
          reconnect(constant(60_000)),
          take(2),
          states(),
        )
        .subscribe((state) => (last = state));
      return last as State;
    };
    type State = ReturnType<typeof connecting>;

    it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 3000, 4000, 4401])('a close with %p', (code) => {
      expect(end(closedBy(code))).toEqual(waiting(1, 60_000, closedBy(code)));
    });

    it.each([1002, 1003, 1007, 1008, 1009, 1010])('but not a close with %p', (code) => {
      expect(end(closedBy(code))).toEqual(disconnected(closedBy(code)));
    });

    const refused = (status: number): ConnectionError =>
      new ConnectionError('handshake', `refused with ${status}`, { status, headers: {} });

    it.each([404, 429, 500, 503])('a handshake refused with %p', (status) => {
      expect(end(refused(status))).toEqual(waiting(1, 60_000, refused(status)));
    });

    it.each([401, 403])('but not a handshake refused with %p', (status) => {
      expect(end(refused(status))).toEqual(disconnected(refused(status)));
    });

    it('what the application says, instead of the usual', () => {
      const giveUpOn = (cause: ConnectionError): boolean => cause.kind === 'closed' && cause.code === 4401;
      const end = (cause: ConnectionError): State[] => {
        const seen: State[] = [];
        throwError(() => cause)
          .pipe(reconnect(constant(60_000), { giveUpOn }), take(2), states())
          .subscribe((state) => seen.push(state));
        return seen;
      };

      expect(end(closedBy(4401))).toEqual([connecting(0), disconnected(closedBy(4401))]);
      expect(end(closedBy(1008))).toEqual([connecting(0), waiting(1, 60_000, closedBy(1008))]);
    });

    it('what is no ConnectionError, told as one of kind application', () => {
      const bug = new TypeError('x is not a function');
      const seen: Lifecycle<unknown>[] = [];

      throwError(() => bug)
        .pipe(reconnect(constant(60_000)), take(2))
        .subscribe((state) => seen.push(state));

      const { cause } = seen[1] as { readonly cause: ConnectionError };
      expect(cause).toBeInstanceOf(ConnectionError);
      expect(cause).toMatchObject({ kind: 'application', message: 'x is not a function' });
      expect(cause.cause).toBe(bug);
    });
  });

  describe('its end', () => {
    it(
      'is disconnected with the cause when the policy gives up, and completes',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection(['-#', '-o-x'], { values: { x: closedBy(1012) } });
        const expected = '           iw-jc-(x|)';
        const values = {
          i: connecting(0),
          w: waiting(1, 2, broken),
          j: connecting(1),
          c: connected,
          x: disconnected(closedBy(1012)),
        };

        const result$ = source$.pipe(reconnect(limitAttempts(1)(constant(2))), states());

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it(
      'is disconnected without a cause when the source completes',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const source$ = connection('-o--|');
        const dial = '              ^---!';
        const expected = '          ic--(x|)';
        const values = { i: connecting(0), c: connected, x: disconnected() };

        const result$ = source$.pipe(reconnect(constant(2)), states());

        expectObservable(result$).toBe(expected, values);
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it('has no cause at all then, not even an undefined one', () => {
      const seen: object[] = [];

      EMPTY.pipe(reconnect(constant(2))).subscribe((state) => seen.push(state));

      expect(seen.map((state) => 'cause' in state)).toEqual([false, false]);
    });

    it(
      'is the error of a policy that throws',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const bug = new Error('policy');
        const source$ = connection('-#');
        const dial = '              ^!';
        const expected = '          i#';

        const result$ = source$.pipe(
          reconnect(() => {
            throw bug;
          }),
          states(),
        );

        expectObservable(result$).toBe(expected, { i: connecting(0) }, bug);
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it(
      'is the error of a giveUpOn that throws',
      marbles(({ connection, expectObservable }) => {
        const bug = new Error('giveUpOn');
        const giveUpOn = (): never => {
          throw bug;
        };
        const source$ = connection('-#');
        const expected = '          i#';

        const result$ = source$.pipe(reconnect(constant(2), { giveUpOn }), states());

        expectObservable(result$).toBe(expected, { i: connecting(0) }, bug);
      }),
    );

    it.each([NaN, -1])('is an error for a policy that answers %p, and no dial without pause', (delay) => {
      const errors: unknown[] = [];

      throwError(() => broken)
        .pipe(reconnect(() => option.some(delay)))
        .subscribe({ error: (error) => errors.push(error) });

      expect(errors).toEqual([
        new RangeError(`the policy's delay must be a number, 0 or more; got ${delay}`),
      ]);
    });
  });

  describe('wake$', () => {
    it(
      'ends a wait at once, and the series goes on',
      marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
        const source$ = connection(['#', '-#', '-o']);
        const wake$ = hot('          -----w--');
        const woken = ['             ^----!', '------^---------!'];
        const expected = '           (iw)-jx---------kc';
        const values = {
          i: connecting(0),
          w: waiting(1, 10, broken),
          j: connecting(1),
          x: waiting(2, 10, broken),
          k: connecting(2),
          c: connected,
        };

        const result$ = source$.pipe(reconnect(constant(10), { wake$ }), states());

        expectObservable(result$).toBe(expected, values);
        expectSubscriptions(wake$.subscriptions).toBe(woken);
      }),
    );

    it(
      'means nothing while a connection is open or a dial is under way',
      marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
        const source$ = connection('--o---');
        const wake$ = hot('         -w--w-');
        const dial = '              ^-----';
        const expected = '          i-c---';

        const result$ = source$.pipe(reconnect(constant(10), { wake$ }), states());

        expectObservable(result$).toBe(expected, { i: connecting(0), c: connected });
        expectSubscriptions(source$.subscriptions).toBe(dial);
        expectSubscriptions(wake$.subscriptions).toBe([]);
      }),
    );

    it(
      'that replays dials no faster',
      marbles(({ connection, expectObservable, flush }) => {
        const source$ = connection('#');
        const replayed$ = new ReplaySubject<string>();
        replayed$.next('earlier');
        const visible$ = new BehaviorSubject('visible');

        expectObservable(source$.pipe(reconnect(constant(1_000), { wake$: visible$ })), '9999ms !');
        expectObservable(source$.pipe(reconnect(constant(1_000), { wake$: replayed$ })), '9999ms !');
        flush();
        expect(source$.subscriptions).toHaveLength(20);
      }),
    );

    it(
      'that replays ends a wait with what it says later',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection(['#', '-o']);
        const visible$ = new BehaviorSubject(0);
        const changes$ = hot('       ----v');
        const expected = '           (iw)jc';
        const values = { i: connecting(0), w: waiting(1, 10, broken), j: connecting(1), c: connected };

        changes$.subscribe(() => visible$.next(1));
        const result$ = source$.pipe(reconnect(constant(10), { wake$: visible$ }), states());

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it.each<[string, Observable<never>]>([
      ['completes', EMPTY],
      ['errors', throwError(() => new Error('no such event'))],
    ])('that %s is harmless', (_, wake$) => {
      marbles(({ connection, expectObservable }) => {
        const source$ = connection(['#', '-o']);
        const expected = '           (iw)------jc';
        const values = { i: connecting(0), w: waiting(1, 10, broken), j: connecting(1), c: connected };

        const result$ = source$.pipe(reconnect(constant(10), { wake$ }), states());

        expectObservable(result$).toBe(expected, values);
      })();
    });
  });

  describe('offline$', () => {
    const values = {
      i: connecting(0),
      c: connected,
      w: waiting(1, 10, broken),
      j: connecting(1),
      x: waiting(2, 10, broken),
      k: connecting(2),
    };

    it(
      'pauses a wait, and dials at once when the device is back',
      marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
        const source$ = connection(['#', '-#', '-o']);
        const offline$ = hot('       -----t--------------f-----------', { t: true, f: false });
        const watched = '            ^-------------------------------!';
        const expected = '           (iw)----------------jx---------k';

        const result$ = source$.pipe(reconnect(constant(10), { offline$ }), states());

        expectObservable(result$, watched).toBe(expected, values);
        expectSubscriptions(offline$.subscriptions).toBe(watched);
      }),
    );

    it(
      'burns no attempt: one failure, one retry, however often the device goes',
      marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
        const source$ = connection(['#', '-o']);
        const offline$ = hot('       --t-t-t--------f--t-f-t-f', { t: true, f: false });
        const dials = ['             (^!)', '---------------^'];
        const expected = '           (iw)-----------jc';

        const result$ = source$.pipe(reconnect(constant(10), { offline$ }), states());

        expectObservable(result$).toBe(expected, values);
        expectSubscriptions(source$.subscriptions).toBe(dials);
      }),
    );

    it(
      'is known when the link breaks, though the device went offline before',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection(['o---#', '-o']);
        const offline$ = hot('       --t----------------------f', { t: true, f: false });
        const expected = '           (ic)w--------------------jc';

        const result$ = source$.pipe(reconnect(constant(10), { offline$ }), states());

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it(
      'that is true at the start holds back the first dial',
      marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
        const source$ = connection('-o');
        const offline$ = new BehaviorSubject(true);
        const back$ = hot('          --------b');
        const dial = '               --------^';
        const expected = '           h-------ic';

        back$.subscribe(() => offline$.next(false));
        const result$ = source$.pipe(reconnect(constant(10), { offline$ }), states());

        expectObservable(result$).toBe(expected, { ...values, h: waiting(0, 0, suspended) });
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it(
      'that says again that the device is online changes nothing',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection(['#', '-o']);
        const offline$ = hot('       --f-f--f', { f: false });
        const expected = '           (iw)------jc';

        const result$ = source$.pipe(reconnect(constant(10), { offline$ }), states());

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it(
      'that replays its history dials no faster',
      marbles(({ connection, expectObservable, flush }) => {
        const source$ = connection('#');
        const offline$ = new ReplaySubject<boolean>();
        offline$.next(true);
        offline$.next(false);

        expectObservable(source$.pipe(reconnect(constant(1_000), { offline$ })), '9999ms !');
        flush();
        expect(source$.subscriptions).toHaveLength(10);
      }),
    );

    it(
      'that says nothing counts as online',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection(['#', '-o']);
        const expected = '           (iw)------jc';

        const result$ = source$.pipe(reconnect(constant(10), { offline$: NEVER }), states());

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it(
      'makes a wake mean nothing',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection(['#', '-o']);
        const offline$ = hot('       ----t-----------f', { t: true, f: false });
        const wake$ = hot('          --------w--------');
        const expected = '           (iw)------------jc';

        const result$ = source$.pipe(reconnect(constant(10), { offline$, wake$ }), states());

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it(
      'ends no connection and no dial: they tell themselves when they break',
      marbles(({ connection, hot, expectObservable, expectSubscriptions }) => {
        const source$ = connection('---o-----');
        const offline$ = hot('      -t---f-t-', { t: true, f: false });
        const dial = '              ^--------';
        const expected = '          i--c-----';

        const result$ = source$.pipe(reconnect(constant(10), { offline$ }), states());

        expectObservable(result$).toBe(expected, values);
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it(
      'takes its time out of what limitElapsed counts',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection('#');
        const offline$ = hot('1ms t 60m f', { t: true, f: false });
        const expected = '    (iw) 3599998ms (jx|)';

        const result$ = source$.pipe(
          reconnect(limitElapsed(15)(constant(10)), { offline$ }),
          states(),
          take(4),
        );

        expectObservable(result$).toBe(expected, values);
      }),
    );

    it.each<[string, (offline$: Observable<boolean>) => Observable<boolean>]>([
      ['completes', (offline$) => offline$],
      [
        'errors',
        (offline$) =>
          concat(
            offline$,
            throwError(() => new Error('no such event')),
          ),
      ],
    ])('that %s while online is harmless', (_, ending) => {
      marbles(({ connection, expectObservable }) => {
        const source$ = connection(['#', '-o']);
        const expected = '           (iw)------jc';

        const result$ = source$.pipe(reconnect(constant(10), { offline$: ending(EMPTY) }), states());

        expectObservable(result$).toBe(expected, values);
      })();
    });
  });

  describe('unsubscribing', () => {
    it.each<[string, string, string]>([
      ['while dialling', '--!', '^-!'],
      ['while open', '----!', '^---!'],
      ['while waiting', '-------!', '^-----!'],
    ])('%s ends everything', (_, unsubscribed, dial) => {
      marbles(({ connection, hot, expectObservable, expectSubscriptions, scheduler, flush }) => {
        const source$ = connection('---o--#');
        const wake$ = hot<string>('-');
        const offline$ = hot<boolean>('-');

        const result$ = source$.pipe(reconnect(constant(1_000), { wake$, offline$ }));

        expectObservable(result$, unsubscribed);
        expectSubscriptions(source$.subscriptions).toBe(dial);
        expectSubscriptions(offline$.subscriptions).toBe(`^${unsubscribed.slice(1)}`);
        flush();
        expect(wake$.subscriptions.every(({ unsubscribedFrame }) => unsubscribedFrame < Infinity)).toBe(true);
        expect(scheduler.frame).toBeLessThan(1_000);
      })();
    });

    it(
      'after take(1) has dialled nothing',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const source$ = connection('o');
        const expected = '          (i|)';

        const result$ = source$.pipe(reconnect(constant(1)), states(), take(1));

        expectObservable(result$).toBe(expected, { i: connecting(0) });
        expectSubscriptions(source$.subscriptions).toBe([]);
      }),
    );

    it.each<[Lifecycle<unknown>['status'], string[]]>([
      ['connecting', []],
      ['connected', ['^-!']],
      ['waiting', ['^---!']],
      ['disconnected', ['^---!']],
    ])('inside the handler of %p leaves nothing behind', (status, dials) => {
      marbles(({ connection, expectSubscriptions, flush, scheduler, hot }) => {
        const source$ = connection('--o-#');
        const offline$ = hot<boolean>('-');
        const wake$ = hot<string>('-');
        const stop$ = new Subject<void>();
        const after: string[] = [];
        const policy = status === 'disconnected' ? never : constant(1_000);

        source$.pipe(reconnect(policy, { offline$, wake$ }), takeUntil(stop$)).subscribe((state) => {
          if (stop$.closed || stop$.isStopped) after.push(state.status);
          if (state.status === status) {
            stop$.next();
            stop$.complete();
          }
        });

        expectSubscriptions(source$.subscriptions).toBe(dials);
        flush();
        expect(after).toEqual([]);
        expect(scheduler.frame).toBeLessThan(1_000);
        expect([...offline$.subscriptions, ...wake$.subscriptions]).toEqual(
          expect.not.arrayContaining([expect.objectContaining({ unsubscribedFrame: Infinity })]),
        );
      })();
    });

    it('releases the failed dial before it tells of the wait', () => {
      const log: string[] = [];
      const source$ = new Observable<never>((subscriber) => {
        subscriber.add(() => log.push('released'));
        subscriber.error(broken);
      });

      source$
        .pipe(reconnect(constant(1_000)))
        .subscribe(({ status }) => log.push(status))
        .unsubscribe();

      expect(log).toEqual(['connecting', 'released', 'waiting']);
    });
  });

  it('lets a handler that throws harm nobody', () => {
    const seen: string[] = [];

    const thrown = unhandledErrors(() => {
      of('link')
        .pipe(reconnect(constant(1)))
        .subscribe(({ status }) => {
          seen.push(status);
          throw new Error(`on ${status}`);
        });
    });

    expect(seen).toEqual(['connecting', 'connected', 'disconnected']);
    expect(thrown).toEqual(seen.map((status) => new Error(`on ${status}`)));
  });

  describe('going on for ever', () => {
    setFlagsFromString('--expose_gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heapNow = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const stackDepth = (): number => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = Infinity;
      const depth = new Error().stack?.split('\n').length ?? 0;
      Error.stackTraceLimit = stackTraceLimit;
      return depth;
    };
    const tenYears = 10 * 365.25 * 24 * 3_600_000;

    it('ten virtual years of a link that is cut every day, the backoff beginning anew each time', () => {
      const day = 86_400_000;
      const days = 3_653;
      const waits = new Set<number>();
      let dials = 0;

      marbles(({ connection, flush, scheduler }) => {
        const dialAndDay$ = connection(['-#', 'o 1439m 59s 998ms #']).pipe(
          tap({ subscribe: () => (dials += 1) }),
        );
        dialAndDay$
          .pipe(
            reconnect(exponential({ initialDelay: 1, factor: 2 })),
            takeWhile(({ status }) => status !== 'waiting' || scheduler.now() < days * day),
          )
          .subscribe((state) => state.status === 'waiting' && waits.add(state.delay));
        flush();
        expect(scheduler.now()).toBe(2 + days * day - 1);
      })();

      expect(dials).toBe(days + 1);
      expect([...waits]).toEqual([1]);
    });

    it.each<[string, number, number, (dial$: Observable<never>) => Observable<unknown>]>([
      ['ten virtual years of failing dials', 30_000, tenYears / 30_000, (dial$) => dial$],
      ['a source that fails synchronously, without delay', 10_000, 0, (dial$) => dial$],
      ['a source that opens and drops', 10_000, 10, (dial$) => concat(of('link'), dial$)],
    ])('%s: %p retries grow neither stack nor memory', (_, retries, delay, shape) => {
      let dials = 0;
      let heap = 0;
      const depths = new Set<number>();

      marbles(({ flush, scheduler }) => {
        const dial$ = defer(() => {
          dials += 1;
          if (dials % 2_000 === 1_000) depths.add(stackDepth());
          if (dials === 3_000) heap = heapNow();
          if (dials === retries) heap = heapNow() - heap;
          return throwError(() => broken);
        });
        shape(dial$)
          .pipe(reconnect(limitAttempts(retries)(constant(delay))))
          .subscribe();
        flush();
        expect(scheduler.now()).toBeGreaterThanOrEqual(delay * (retries - 1));
      })();

      expect(dials).toBe(retries + 1);
      expect(depths.size).toBe(1);
      expect(heap).toBeLessThan(40 * retries);
    });
  });

  it('composes with policies that know the cause', () => {
    const policy = giveUpWhen<ConnectionError>(({ cause }) => cause.kind === 'unreachable')(constant(60_000));
    const unreachable = new ConnectionError('unreachable', 'no connection', {});
    const seen: unknown[] = [];

    throwError(() => unreachable)
      .pipe(reconnect(policy), states())
      .subscribe((state) => seen.push(state));

    expect(seen).toEqual([connecting(0), disconnected(unreachable)]);
  });

  it.each([-1, NaN, '5000' as never])('refuses minUptime %p, naming it', (minUptime) => {
    expect(() => reconnect(constant(1), { minUptime })).toThrow(
      new RangeError(`minUptime must be a number, 0 or more; got ${minUptime}`),
    );
  });
});
