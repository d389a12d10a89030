import { NEVER, Subject, config, map, merge, mergeMap, of, take, tap } from 'rxjs';
import { ConnectionError, constant, heartbeat, outbox, reconnect, whileConnected } from 'rxwire';
import type { Connection, Heartbeat, HeartbeatConfig } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { connected, connecting, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

type Link = Connection<string, string>;
const dead = (silence: number): ConnectionError =>
  new ConnectionError('heartbeat-timeout', `no sign of life for ${silence} ms`, { timeout: silence });
/** Pings that are their own number, answered by the same. */
const pinging = (interval: number, timeout: number): HeartbeatConfig<string, string> => ({
  interval,
  timeout,
  ping: ({ count }) => String(count),
  isPong: (message, ping) => message === ping,
});
const opened = map(() => 'c');
const rtts = mergeMap(({ rtt$ }: Heartbeat) => rtt$);
const incoming = mergeMap(({ incoming$ }: Link) => incoming$);

describe('heartbeat', () => {
  it(
    'ends a connection that shows no sign of life within the timeout of a ping',
    marbles(({ connection, expectObservable, expectSent, expectSubscriptions }) => {
      const source$ = connection('o----p--m---');
      const dial = '              ^----------!';
      const sent = '              ---p--p--p--';
      const expected = '          c----------#';

      const result$ = source$.pipe(heartbeat({ interval: 3, timeout: 2, ping: () => 'p' }), opened);

      expectObservable(result$).toBe(expected, undefined, dead(2));
      expectSent(source$).toBe(sent);
      expectSubscriptions(source$.subscriptions).toBe(dial);
    }),
  );

  it('says by its kind and timeout how the connection ended', () => {
    let failure: unknown;

    marbles(({ connection, flush }) => {
      connection('o')
        .pipe(heartbeat(pinging(3, 2)))
        .subscribe({ error: (error) => (failure = error) });
      flush();
    })();

    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({ kind: 'heartbeat-timeout', timeout: 2 });
  });

  it(
    'pings every 25 seconds and waits 10 by default',
    marbles(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('o 29999ms m');
      const sent = '              25s p 24999ms p';
      const expected = '          c 59999ms #';

      const result$ = source$.pipe(heartbeat({ ping: () => 'p' }), opened);

      expectObservable(result$).toBe(expected, undefined, dead(10_000));
      expectSent(source$).toBe(sent);
    }),
  );

  describe('a sign of life', () => {
    it(
      'is any traffic, so that a busy peer is never cut off though its pong is late',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection('o----a---b---1-|');
        const sent = '              ----1---2---3---';
        const expected = '          c--------------|';

        const result$ = source$.pipe(heartbeat(pinging(4, 2)), opened);

        expectObservable(result$).toBe(expected);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'is the activity of the connection, where that is more than its messages',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection('o------------');
        const activity$ = hot('     ----k--------');
        const expected = '          c-------#';

        const result$ = source$.pipe(
          map((link) => ({ ...link, activity$ })),
          heartbeat(pinging(3, 2)),
          opened,
        );

        expectObservable(result$).toBe(expected, undefined, dead(2));
      }),
    );

    it(
      'is a late reply to an earlier ping, though it has no round-trip time and is an ordinary message',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o---a--1-----');
        const messages = '          ----a--1-----#';
        const measured = '          -------------#';

        expectObservable(source$.pipe(heartbeat(pinging(3, 4)), incoming)).toBe(messages, undefined, dead(4));
        expectObservable(source$.pipe(heartbeat(pinging(3, 4)), rtts)).toBe(measured, undefined, dead(4));
      }),
    );

    it(
      'is told to operators behind this one by activity$, pongs included',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection('o-1--a-|');
        const activity$ = hot('     -k-k-k-|');
        const plain = '             --1--a-|';
        const given = '             -k-k-k-|';

        const plain$ = source$.pipe(
          heartbeat(pinging(1, 9)),
          mergeMap((link) => link.activity$ ?? NEVER),
        );
        const given$ = source$.pipe(
          map((link) => ({ ...link, activity$ })),
          heartbeat(pinging(1, 9)),
          mergeMap((link) => link.activity$),
        );

        expectObservable(plain$).toBe(plain);
        expectObservable(given$).toBe(given);
      }),
    );
  });

  describe('round trips', () => {
    it(
      'are measured from ping to first reply, and replies are not passed on',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection('o-----1m-22--|');
        const sent = '              ----1---2---3-';
        const messages = '          -------m-----|';
        const measured = '          ------a--b---|';

        const read$ = connection('  o-----1m-22--|').pipe(heartbeat(pinging(4, 5)), incoming);
        const result$ = source$.pipe(heartbeat(pinging(4, 5)), rtts);

        expectObservable(read$).toBe(messages);
        expectObservable(result$).toBe(measured, { a: 2, b: 1 });
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'begin with a ping: what looks like a reply before it is a message',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o-1---|');
        const messages = '          --1---|';

        expectObservable(source$.pipe(heartbeat(pinging(4, 5)), incoming)).toBe(messages);
      }),
    );

    it(
      'are measured though nobody reads the messages, and once however many do',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o----1-m--|');
        const measured = '          -----a----|';
        const readers = (count: number): Heartbeat['rtt$'] =>
          source$.pipe(
            heartbeat(pinging(3, 9)),
            tap(({ incoming$ }) => Array.from({ length: count }, () => incoming$.subscribe())),
            rtts,
          );

        expectObservable(readers(0)).toBe(measured, { a: 2 });
        expectObservable(readers(5)).toBe(measured, { a: 2 });
      }),
    );

    it(
      'of a peer that answers at once take no time',
      marbles(({ expectObservable }) => {
        const incoming$ = new Subject<string>();
        const echo: Link = {
          incoming$,
          send: (message) => incoming$.next(message),
          buffered: () => 0,
          close: () => {},
        };
        const measured = '---a--(a|)';

        const result$ = of(echo).pipe(heartbeat(pinging(3, 1)), rtts, take(2));

        expectObservable(result$).toBe(measured, { a: 0 });
      }),
    );

    it(
      'end with the connection, also when it is unsubscribed from',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o-----');
        const unsubscribed = '      ----!';
        const measured = '          ----|';
        const heart$ = new Subject<Heartbeat>();

        expectObservable(heart$.pipe(take(1), rtts)).toBe(measured);
        expectObservable(
          source$.pipe(
            heartbeat(pinging(3, 9)),
            tap((heart) => heart$.next(heart)),
            opened,
          ),
          unsubscribed,
        ).toBe('c');
      }),
    );

    it(
      'of one connection do not reach into the next',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection(['o---#', 'o-1----']);
        const unsubscribed = '       ----------!';
        const messages = '           -------1---';
        const measured = '           -----------';

        const result$ = source$.pipe(heartbeat(pinging(3, 9)), reconnect(constant(1)));

        expectObservable(result$.pipe(whileConnected(({ incoming$ }) => incoming$)), unsubscribed).toBe(
          messages,
        );
        expectObservable(result$.pipe(whileConnected(({ rtt$ }) => rtt$)), unsubscribed).toBe(measured);
      }),
    );
  });

  describe('pings', () => {
    it(
      'stop when the link ends',
      marbles(({ connection, expectObservable, expectSent, flush, scheduler }) => {
        const source$ = connection('o--a--a--|');
        const sent = '              --1-2-3---';
        const expected = '          c--------|';

        expectObservable(source$.pipe(heartbeat(pinging(2, 5)), opened)).toBe(expected);
        expectSent(source$).toBe(sent);
        flush();
        expect(scheduler.frame).toBe(9);
      }),
    );

    it(
      'stop when the connection is unsubscribed from',
      marbles(({ connection, expectObservable, expectSent, flush, scheduler }) => {
        const source$ = connection('o--a--a--a--a');
        const unsubscribed = '      -----!';
        const sent = '              --1-2-';

        expectObservable(source$.pipe(heartbeat(pinging(2, 5))), unsubscribed);
        expectSent(source$).toBe(sent);
        flush();
        expect(scheduler.frame).toBeLessThan(6);
      }),
    );

    it(
      'are not sent while one is waiting for its answer, and are numbered without gaps',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection('o----a-------');
        const sent = '              --1---2------';
        const expected = '          c------------#';

        expectObservable(source$.pipe(heartbeat(pinging(2, 7)), opened)).toBe(expected, undefined, dead(7));
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'pass any outbox',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection<string, string>('o-----', { buffered: () => 2_000_000 });
        const unsubscribed = '      ----!';
        const sent = '              --1--';
        const box = outbox<string>();
        box.send('stalled');

        const result$ = source$.pipe(heartbeat(pinging(2, 9)), reconnect(constant(1)), box.deliver());

        expectObservable(result$, unsubscribed);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'on a link that is closing wait for its end, which says how it was closed',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection<string>('o----x', { values: { x: closedBy(4401) } });
        const expected = '          c----#';
        const silent$ = connection('o');
        const silence = '           c-----#';
        const closing = map((link: Link) => ({
          ...link,
          send: (_message: string): void => {
            throw new ConnectionError('not-open', 'send: the link is not open', {});
          },
        }));

        expectObservable(source$.pipe(closing, heartbeat(pinging(2, 4)), opened)).toBe(
          expected,
          undefined,
          closedBy(4401),
        );
        expectObservable(silent$.pipe(closing, heartbeat(pinging(2, 4)), opened)).toBe(
          silence,
          undefined,
          dead(4),
        );
      }),
    );

    it(
      'that cannot be made or sent end the connection with what was thrown',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const bug = new TypeError('bug');
        const throwBug = (): never => {
          throw bug;
        };
        const source$ = connection('o----');
        const dials = ['            ^-!', '^-!'];
        const expected = '          c-#';

        const unmade$ = source$.pipe(heartbeat({ interval: 2, ping: throwBug }));
        const unsent$ = source$.pipe(
          map((link) => ({ ...link, send: throwBug })),
          heartbeat({ interval: 2, ping: () => 'p' }),
        );

        expectObservable(unmade$.pipe(opened)).toBe(expected, undefined, bug);
        expectObservable(unsent$.pipe(opened)).toBe(expected, undefined, bug);
        expectSubscriptions(source$.subscriptions).toBe(dials);
      }),
    );

    it(
      'that cannot be made are an end of kind application to reconnect',
      marbles(({ connection, expectObservable }) => {
        const bug = new TypeError('bug');
        const ping = (): never => {
          throw bug;
        };
        const source$ = connection('-o---');
        const unsubscribed = '      ------!';
        const expected = '          ic-w---';
        const cause = new ConnectionError('application', 'bug', {}, bug);

        const result$ = source$.pipe(heartbeat({ interval: 2, ping }), reconnect(constant(9)), states());

        expectObservable(result$, unsubscribed).toBe(expected, {
          i: connecting(0),
          c: connected,
          w: waiting(1, 9, cause),
        });
      }),
    );
  });

  it(
    'ends the connection when isPong throws, and lets no error into its messages',
    marbles(({ connection, expectObservable, expectSubscriptions, flush }) => {
      const bug = new TypeError('bug');
      const source$ = connection('oa--b-c');
      const dial = '              ^---!';
      const expected = '          c---#';
      const seen: string[] = [];
      const isPong = (): never => {
        throw bug;
      };

      const result$ = source$.pipe(
        heartbeat({ ...pinging(2, 9), isPong }),
        tap(({ incoming$ }) =>
          incoming$.subscribe({
            next: (message) => seen.push(message),
            error: () => seen.push('#'),
            complete: () => seen.push('|'),
          }),
        ),
        opened,
      );

      expectObservable(result$).toBe(expected, undefined, bug);
      expectSubscriptions(source$.subscriptions).toBe(dial);
      flush();
      expect(seen).toEqual(['a', '|']);
    }),
  );

  describe('without ping', () => {
    it(
      'sends nothing and ends the connection after interval and timeout of silence',
      marbles(({ connection, expectObservable, expectSent, expectSubscriptions }) => {
        const source$ = connection('o---a------');
        const dial = '              ^--------!';
        const sent = '              -';
        const expected = '          c--------#';

        const result$ = source$.pipe(heartbeat({ interval: 3, timeout: 2 }), opened);

        expectObservable(result$).toBe(expected, undefined, dead(5));
        expectSent(source$).toBe(sent);
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it(
      'watches from the opening on',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('--o---------');
        const expected = '          --c----#';

        expectObservable(source$.pipe(heartbeat({ interval: 3, timeout: 2 }), opened)).toBe(
          expected,
          undefined,
          dead(5),
        );
      }),
    );

    it(
      'counts activity that is no message',
      marbles(({ connection, hot, expectObservable }) => {
        const source$ = connection('o--------------');
        const activity$ = hot('     ----k---k------');
        const expected = '          c------------#';

        const result$ = source$.pipe(
          map((link) => ({ ...link, activity$ })),
          heartbeat({ interval: 3, timeout: 2 }),
          opened,
        );

        expectObservable(result$).toBe(expected, undefined, dead(5));
      }),
    );

    it(
      'takes the end of the link for no silence, and leaves no timer behind',
      marbles(({ connection, expectObservable, flush, scheduler }) => {
        const source$ = connection('o-a-|');
        const broken$ = connection('o-a-x', { values: { x: closedBy(1012) } });

        expectObservable(source$.pipe(heartbeat({ interval: 30 }), opened)).toBe('c---|');
        expectObservable(broken$.pipe(heartbeat({ interval: 30 }), opened)).toBe(
          'c---#',
          undefined,
          closedBy(1012),
        );
        expectObservable(connection('o').pipe(heartbeat({ interval: 30 }), opened), '--!').toBe('c');
        flush();
        expect(scheduler.frame).toBe(4);
      }),
    );

    it(
      'passes all messages on, and its round trips end with the connection',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o-a-1-|');

        expectObservable(source$.pipe(heartbeat<Link>({ interval: 30 }), incoming)).toBe('--a-1-|');
        expectObservable(source$.pipe(heartbeat<Link>({ interval: 30 }), rtts)).toBe('------|');
      }),
    );
  });

  it(
    'loses no frame of the opening turn',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('(oab)--c-|');
      const expected = '          (ab)---c-|';

      expectObservable(source$.pipe(heartbeat(pinging(3, 9)), incoming)).toBe(expected);
      expectObservable(source$.pipe(heartbeat<Link>({ interval: 9 }), incoming)).toBe(expected);
    }),
  );

  it(
    'watches several connections of one source each on its own',
    marbles(({ connection, expectObservable, expectSent }) => {
      const first$ = connection(' o----1---|');
      const second$ = connection('-o---1---|');
      const sent1 = '             ---1--2---';
      const sent2 = '             ----1--2--';
      const measured = '          -----(ab)|';

      const result$ = merge(first$, second$).pipe(heartbeat(pinging(3, 9)), rtts);

      expectObservable(result$).toBe(measured, { a: 2, b: 1 });
      expectSent(first$).toBe(sent1);
      expectSent(second$).toBe(sent2);
    }),
  );

  it('is not harmed by a consumer that throws inside next', () => {
    const unhandled = jest.fn();
    const seen: string[] = [];
    const { onUnhandledError } = config;
    config.onUnhandledError = unhandled;

    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o-a--1-b---');
      const measured = '          -----a----#';

      const result$ = source$.pipe(
        heartbeat(pinging(4, 2)),
        tap(({ incoming$ }) => {
          incoming$.subscribe((message) => {
            throw new Error(message);
          });
          incoming$.subscribe((message) => seen.push(message));
        }),
        rtts,
      );

      expectObservable(result$).toBe(measured, { a: 1 }, dead(2));
    })();
    config.onUnhandledError = onUnhandledError;

    expect(seen).toEqual(['a', 'b']);
    expect(unhandled.mock.calls).toEqual([[new Error('a')], [new Error('b')]]);
  });

  it(
    'keeps what else the connection carries',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o|');

      const result$ = source$.pipe(
        map((link) => ({ ...link, protocol: 'chat' })),
        heartbeat(pinging(3, 9)),
        map(({ protocol }) => protocol),
      );

      expectObservable(result$).toBe('c|', { c: 'chat' });
    }),
  );

  it.each<[HeartbeatConfig<string, string>, string]>([
    [{ interval: 0 }, 'interval must be a number, 1 or more; got 0'],
    [{ interval: -1 }, 'interval must be a number, 1 or more; got -1'],
    [{ interval: NaN }, 'interval must be a number, 1 or more; got NaN'],
    [{ interval: Infinity }, 'interval must be at most 2147483647 ms, about 24 days; got Infinity'],
    [{ timeout: 0 }, 'timeout must be a number, 1 or more; got 0'],
    [{ timeout: 3e9 }, 'timeout must be at most 2147483647 ms, about 24 days; got 3000000000'],
    [
      { interval: 2e9, timeout: 2e9 },
      'interval + timeout must be at most 2147483647 ms, about 24 days; got 4000000000',
    ],
  ])('refuses %p, naming option and value', (config, message) => {
    expect(() => heartbeat<Link>(config)).toThrow(new RangeError(message));
  });

  it('knows the types of the connection', () => {
    const typedOnly = (link: Link): void => {
      of(link).pipe(heartbeat({ ping: () => 'p', isPong: (message) => message.length === 1 }));
      // @ts-expect-error -- the connection takes text, not numbers
      of(link).pipe(heartbeat({ ping: () => 1 }));
      // @ts-expect-error -- the connection delivers text, not numbers
      of(link).pipe(heartbeat({ isPong: (message: number) => message === 1 }));
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
