import {
  EMPTY,
  NEVER,
  Subject,
  asapScheduler,
  defer,
  firstValueFrom,
  map,
  merge,
  mergeMap,
  observeOn,
  of,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import {
  ConnectionError,
  constant,
  handshakeGate,
  heartbeat,
  outbox,
  reconnect,
  whileConnected,
} from 'rxwire';
import type { Connection, HandshakeGateConfig, Lifecycle } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { connected, connecting, disconnected, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

type Link = Connection<string, string>;
type Config = HandshakeGateConfig<Link, string, string>;
/** `y` lets in, `n` refuses. */
const answer = (message: string): boolean | undefined =>
  message === 'y' ? true : message === 'n' ? false : undefined;
const shut = (reason: 'timeout' | 'rejected' | 'flooded', message: string): ConnectionError =>
  new ConnectionError('gate', `handshake gate: ${message}`, { reason });
const rejected = shut('rejected', 'the peer refused');
const opened = map(() => 'd');
const incoming = mergeMap(({ incoming$ }: Link) => incoming$);

describe('handshakeGate', () => {
  it(
    'lets a connection through only when the peer has let us in',
    marbles(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('o-w--y-a-b-----');
      const again$ = connection(' o-w--y-a-b-----');
      const sent = '              h';
      const expected = '          -----d---------';
      const messages = '          -----w-a-b-----';

      expectObservable(source$.pipe(handshakeGate({ hello: 'h', answer }), opened)).toBe(expected);
      expectObservable(again$.pipe(handshakeGate({ hello: 'h', answer }), incoming)).toBe(messages);
      expectSent(source$).toBe(sent);
    }),
  );

  it(
    'keeps what came before the answer in order, and what comes in the same turn behind it',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o-a-b-(cyd)-e|');
      const expected = '          ------(abcd)e|';

      const result$ = source$.pipe(handshakeGate({ hello: 'h', answer }), incoming);

      expectObservable(result$).toBe(expected);
    }),
  );

  describe('the order of what is sent', () => {
    it(
      'is hello, then what resubscribes, then what was queued',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection(['o--y-#', 'o--y--']);
        const unsubscribed = '       -------------!';
        const sent = '               h--(sab)h--s';
        const box = outbox<string>();
        box.send('a');
        box.send('b');

        const lifecycle$ = source$.pipe(
          handshakeGate({ hello: 'h', answer }),
          reconnect(constant(3)),
          tap((state: Lifecycle<Link>) => state.status === 'connected' && state.connection.send('s')),
          box.deliver(),
        );

        expectObservable(lifecycle$, unsubscribed);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'keeps queued messages in while the gate is shut, however often the link breaks',
      marbles(({ connection, hot, expectObservable, expectSent }) => {
        const source$ = connection(['o-#', 'o-#', 'o-y']);
        const messages$ = hot('      -a-b-c');
        const unsubscribed = '       ----------------!';
        const sent = '               h--h--h-(abc)';
        const box = outbox<string>();

        messages$.subscribe((message) => box.send(message));
        const lifecycle$ = source$.pipe(
          handshakeGate({ hello: 'h', answer }),
          reconnect(constant(1)),
          box.deliver(),
        );

        expectObservable(lifecycle$, unsubscribed);
        expectSent(source$).toBe(sent);
      }),
    );
  });

  describe('hello', () => {
    it.each<[string, Config['hello'], string]>([
      ['a value', 'h', 'h'],
      ['an observable', timer(2).pipe(map(() => 'h')), '--h'],
      ['a function', () => 'h', 'h'],
      ['a function of the connection', (link) => String(link.buffered()), '7'],
      ['a function that gives an observable', () => timer(1).pipe(map(() => 'h')), '-h'],
    ])('is %s', (_, hello, sent) => {
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection<string, string>('o----y', { buffered: () => 7 });
        const expected = '                          -----d';

        expectObservable(source$.pipe(handshakeGate<Link>({ hello, answer }), opened)).toBe(expected);
        expectSent(source$).toBe(sent);
      })();
    });

    it.each<[string, Config['hello']]>([
      ['a promise', Promise.resolve('h')],
      ['a function that gives a promise', () => Promise.resolve('h')],
    ])('is %s', async (_, hello) => {
      const incoming$ = new Subject<string>();
      const sent: string[] = [];
      const link: Link = {
        incoming$,
        send: (message) => {
          sent.push(message);
          incoming$.next('y');
        },
        buffered: () => 0,
        close: () => {},
      };

      await firstValueFrom(of(link).pipe(handshakeGate<Link>({ hello, answer })));

      expect(sent).toEqual(['h']);
    });

    it(
      'is asked anew for each connection',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection(['o-y#', 'o-y-']);
        const unsubscribed = '       --------!';
        const sent = '               1---2';
        let token = 0;

        const result$ = source$.pipe(
          handshakeGate({ hello: () => String(++token), answer }),
          reconnect(constant(1)),
        );

        expectObservable(result$, unsubscribed);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'that fails is an attempt that failed, not the end',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection(['o-----', 'o-y---']);
        const unsubscribed = '       ------------!';
        const sent = '               --------h';
        const expected = '           i-w-----j-c--';
        const down = new Error('token server down');
        const answers = [timer(2).pipe(mergeMap(() => throwError(() => down))), of('h')];
        const cause = new ConnectionError(
          'provider',
          'the provider of hello failed: token server down',
          { option: 'hello' },
          down,
        );

        const result$ = source$.pipe(
          handshakeGate({ hello: () => answers.shift() ?? EMPTY, answer }),
          reconnect(constant(6)),
          states(),
        );

        expectObservable(result$, unsubscribed).toBe(expected, {
          i: connecting(0),
          w: waiting(1, 6, cause),
          j: connecting(1),
          c: connected,
        });
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'may be missing: then the peer speaks first, and the gate awaits it',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection('o-w-y');
        const expected = '          ----d';

        expectObservable(source$.pipe(handshakeGate({ answer }), opened)).toBe(expected);
        expectSent(source$).toBe('-');
      }),
    );

    it(
      'is not sent to a peer that opened the gate unasked',
      marbles(({ connection, expectObservable, expectSent, flush, scheduler }) => {
        const source$ = connection('o-y---|');
        const expected = '          --d---|';
        const hello$ = timer(20).pipe(map(() => 'h'));

        expectObservable(source$.pipe(handshakeGate({ hello: hello$, answer }), opened)).toBe(expected);
        expectSent(source$).toBe('-');
        flush();
        expect(scheduler.frame).toBe(6);
      }),
    );

    it('is not sent when the answer has come with the opening', () => {
      const sent: string[] = [];
      const seen: string[] = [];
      const link: Link = {
        incoming$: merge(of('y'), NEVER),
        send: (message) => sent.push(message),
        buffered: () => 0,
        close: () => {},
      };

      of(link)
        .pipe(handshakeGate({ hello: 'h', answer }), opened)
        .subscribe((state) => seen.push(state))
        .unsubscribe();

      expect(seen).toEqual(['d']);
      expect(sent).toEqual([]);
    });

    it(
      'that cannot be encoded ends the connection',
      marbles(({ connection, expectObservable }) => {
        const bug = new TypeError('circular');
        const send = (_message: string): void => {
          throw bug;
        };

        const result$ = connection('o---').pipe(
          map((link) => ({ ...link, send })),
          handshakeGate({ hello: 'h', answer }),
        );

        expectObservable(result$).toBe('#', undefined, bug);
      }),
    );

    it(
      'on a link that is closing waits for its end, which says how it was closed',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection<string>('o---x', { values: { x: closedBy(4401) } });
        const send = (_message: string): void => {
          throw new ConnectionError('not-open', 'send: the link is not open', {});
        };

        const result$ = source$.pipe(
          map((link) => ({ ...link, send })),
          handshakeGate({ hello: 'h', answer }),
        );

        expectObservable(result$).toBe('----#', undefined, closedBy(4401));
      }),
    );
  });

  describe('stays shut', () => {
    it(
      'when the peer refuses: reason rejected, which no dial can heal',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const source$ = connection('o--n--');
        const dials = ['            ^--!', '^--!'];
        const expected = '          ---#';
        const story = '             i--(x|)';

        const result$ = source$.pipe(handshakeGate({ hello: 'h', answer }));

        expectObservable(result$).toBe(expected, undefined, rejected);
        expectObservable(result$.pipe(reconnect(constant(1)), states())).toBe(story, {
          i: connecting(0),
          x: disconnected(rejected),
        });
        expectSubscriptions(source$.subscriptions).toBe(dials);
      }),
    );

    it(
      'when no answer comes in time: reason timeout, after 10 seconds by default',
      marbles(({ connection, expectObservable }) => {
        const late = (timeout: number): ConnectionError => shut('timeout', `no answer within ${timeout} ms`);

        expectObservable(connection('o-a').pipe(handshakeGate({ hello: 'h', answer }))).toBe(
          '10s #',
          undefined,
          late(10_000),
        );
        expectObservable(connection('o-a').pipe(handshakeGate({ hello: 'h', answer, timeout: 5 }))).toBe(
          '5ms #',
          undefined,
          late(5),
        );
      }),
    );

    it(
      'when hello does not come in time',
      marbles(({ connection, expectObservable }) => {
        const result$ = connection('o').pipe(handshakeGate({ hello: NEVER, answer, timeout: 5 }));

        expectObservable(result$).toBe('5ms #', undefined, shut('timeout', 'no answer within 5 ms'));
      }),
    );

    it(
      'when more came than it may hold: reason flooded',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o-a-b-c-y');
        const flooded = (capacity: number): ConnectionError =>
          shut('flooded', `more than ${capacity} messages before the answer`);

        expectObservable(source$.pipe(handshakeGate({ hello: 'h', answer, capacity: 3 }), opened)).toBe(
          '--------d',
        );
        expectObservable(source$.pipe(handshakeGate({ hello: 'h', answer, capacity: 2 }))).toBe(
          '------#',
          undefined,
          flooded(2),
        );
        expectObservable(source$.pipe(handshakeGate({ hello: 'h', answer, capacity: 0 }))).toBe(
          '--#',
          undefined,
          flooded(0),
        );
      }),
    );

    it(
      'at 101 messages by default',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection(`o${'a'.repeat(100)}y`);
        const flood$ = connection(`o${'a'.repeat(101)}y`);

        expectObservable(source$.pipe(handshakeGate({ answer }), opened)).toBe('101ms d');
        expectObservable(flood$.pipe(handshakeGate({ answer }))).toBe(
          '101ms #',
          undefined,
          shut('flooded', 'more than 100 messages before the answer'),
        );
      }),
    );

    it(
      'when answer throws, with what it threw',
      marbles(({ connection, expectObservable }) => {
        const bug = new TypeError('bug');
        const answer = (): never => {
          throw bug;
        };

        expectObservable(connection('o-a').pipe(handshakeGate({ hello: 'h', answer }))).toBe(
          '--#',
          undefined,
          bug,
        );
      }),
    );

    it(
      'when the link ends first, and leaves no timer and no provider behind',
      marbles(({ connection, hot, expectObservable, expectSubscriptions, flush, scheduler }) => {
        const hello$ = hot<string>('-');
        const broken$ = connection('o--#');
        const done$ = connection(' o---|');

        expectObservable(broken$.pipe(handshakeGate({ hello: hello$, answer }))).toBe(
          '---#',
          undefined,
          brokenLink(),
        );
        expectObservable(done$.pipe(handshakeGate({ hello: hello$, answer }))).toBe('----|');
        expectSubscriptions(hello$.subscriptions).toBe(['^--!', '^---!']);
        flush();
        expect(scheduler.frame).toBe(4);
      }),
    );
  });

  it(
    'has no timer left once it is open, nor when it is unsubscribed from',
    marbles(({ connection, expectObservable, expectSubscriptions, flush, scheduler }) => {
      const source$ = connection('o-y');
      const shut$ = connection('  o--');

      expectObservable(source$.pipe(handshakeGate({ hello: 'h', answer }), opened), '---!').toBe('--d');
      expectObservable(shut$.pipe(handshakeGate({ hello: 'h', answer }), opened), '---!').toBe('-');
      expectSubscriptions(shut$.subscriptions).toBe('^--!');
      flush();
      expect(scheduler.frame).toBe(3);
    }),
  );

  it(
    'asks nobody after it has opened: what looks like an answer is a message',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o-y-n-y-|');
      const expected = '          ----n-y-|';

      expectObservable(source$.pipe(handshakeGate({ hello: 'h', answer }), incoming)).toBe(expected);
    }),
  );

  it(
    'keeps what came before the answer to the end of that turn, for who comes a little later',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o-a-b-y---c|');
      const expected = '          ------(ab)c|';

      const result$ = source$.pipe(handshakeGate({ hello: 'h', answer }), observeOn(asapScheduler), incoming);

      expectObservable(result$).toBe(expected);
    }),
  );

  it(
    'lets go of what nobody reads in the turn of the opening',
    marbles(({ connection, cold, expectObservable }) => {
      const source$ = connection('o-a-y-b-c');
      const later$ = cold('             ---x');
      const expected = '          --------c';

      const result$ = source$.pipe(
        handshakeGate({ hello: 'h', answer }),
        mergeMap(({ incoming$ }) => later$.pipe(mergeMap(() => incoming$))),
      );

      expectObservable(result$).toBe(expected);
    }),
  );

  it(
    'counts what came before the answer, and the answer, as signs of life',
    marbles(({ connection, hot, expectObservable }) => {
      const source$ = connection('o-a-y-b');
      const activity$ = hot('     -k-k-k-');

      const plain$ = source$.pipe(
        handshakeGate({ hello: 'h', answer }),
        mergeMap((link) => link.activity$ ?? NEVER),
      );
      const given$ = source$.pipe(
        map((link) => ({ ...link, activity$ })),
        handshakeGate({ hello: 'h', answer }),
        mergeMap((link) => link.activity$),
      );

      expectObservable(plain$).toBe('------b');
      expectObservable(given$).toBe('-----k-');
    }),
  );

  it(
    'stands before a heartbeat, which pings only once it has opened',
    marbles(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('o----y---|');
      const sent = '              h------p--';

      const result$ = source$.pipe(
        handshakeGate({ hello: 'h', answer }),
        heartbeat({ interval: 2, timeout: 9, ping: () => 'p' }),
      );

      expectObservable(result$.pipe(opened)).toBe('-----d---|');
      expectSent(source$).toBe(sent);
    }),
  );

  it(
    'guards several connections of one source each on its own',
    marbles(({ connection, expectObservable, expectSent }) => {
      const first$ = connection(' o----y-a-|');
      const second$ = connection('-o-y-b---|');
      const expected = '          -----b-a-|';

      const result$ = merge(first$, second$).pipe(handshakeGate({ hello: 'h', answer }), incoming);

      expectObservable(result$).toBe(expected);
      expectSent(first$).toBe('h');
      expectSent(second$).toBe('-h');
    }),
  );

  it(
    'keeps what else the connection carries',
    marbles(({ connection, expectObservable }) => {
      const result$ = connection('oy|').pipe(
        map((link) => ({ ...link, protocol: 'chat' })),
        handshakeGate({ hello: 'h', answer }),
        map(({ protocol }) => protocol),
      );

      expectObservable(result$).toBe('-c|', { c: 'chat' });
    }),
  );

  it(
    'gives its messages to whileConnected from the first on',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection(['o-a-y-b#', 'oa-yb--']);
      const unsubscribed = '       ---------------!';
      const expected = '           ----a-b----ab';

      const result$ = source$.pipe(
        handshakeGate({ hello: 'h', answer }),
        reconnect(constant(1)),
        whileConnected(({ incoming$ }) => incoming$),
      );

      expectObservable(result$, unsubscribed).toBe(expected);
    }),
  );

  it.each<[Partial<Config>, string]>([
    [{ timeout: 0 }, 'timeout must be a number, 1 or more; got 0'],
    [{ timeout: Infinity }, 'timeout must be at most 2147483647 ms, about 24 days; got Infinity'],
    [{ capacity: -1 }, 'capacity must be a number, 0 or more; got -1'],
    [{ capacity: NaN }, 'capacity must be a number, 0 or more; got NaN'],
  ])('refuses %p, naming option and value', (config, message) => {
    expect(() => handshakeGate<Link>({ answer, ...config })).toThrow(new RangeError(message));
  });

  it('does nothing before it is subscribed to', () => {
    const hello = jest.fn(() => 'h');

    defer(() => of({} as Link)).pipe(handshakeGate({ hello, answer }), take(1));

    expect(hello).not.toHaveBeenCalled();
  });

  it('knows the types of the connection', () => {
    const typedOnly = (link: Link): void => {
      of(link).pipe(handshakeGate({ hello: () => 'h', answer: (message) => message.length === 1 }));
      // @ts-expect-error -- the connection takes text, not numbers
      of(link).pipe(handshakeGate({ hello: 1, answer }));
      // @ts-expect-error -- an answer is needed
      of(link).pipe(handshakeGate({ hello: 'h' }));
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
