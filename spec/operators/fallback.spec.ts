import { NEVER, Subject, map, mergeMap, of, take } from 'rxjs';
import type { Observable } from 'rxjs';
import {
  ConnectionError,
  backoff,
  constant,
  fallback,
  limitAttempts,
  linear,
  outbox,
  reconnect,
} from 'rxwire';
import type { Connection, FallbackConfig, Lifecycle, OverTransport } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import type { MarbleHelpers } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

type Link = Connection<string, string> & OverTransport;
const probe = constant(10);
/** A dial that hangs. */
const HANGS = '9s #';
/** The first letter of each state: i for connecting. */
const statuses = map(({ status }: Lifecycle<Link>) => (status === 'connecting' ? 'i' : status.charAt(0)));
/** The place of each transport that is connected over. */
const connections = mergeMap((state: Lifecycle<Link>) =>
  state.status === 'connected' ? [String(state.connection.transport)] : [],
);
/** Each connection as the place of its transport. */
const places = map(({ transport }: Link) => String(transport));
/** What comes in, with the place of the transport that brings it in front. */
const heard = mergeMap(({ transport, incoming$ }: Link) =>
  incoming$.pipe(map((frame) => `${transport}${frame}`)),
);
const handshake = (status: number) =>
  new ConnectionError('handshake', `the server refused with ${status}`, { status, headers: {} });
const unreachable = new ConnectionError('unreachable', 'no connection: refused', {});

/** Two transports, drawn, and the places of what comes of them until the end of the diagram `until`. */
function two(
  { connection }: Pick<MarbleHelpers, 'connection'>,
  first: string | readonly string[],
  second: string | readonly string[],
  config: FallbackConfig<string> = {},
  values: Readonly<Record<string, string | ConnectionError>> = {},
) {
  const first$ = connection<string, string>(first, { values });
  const second$ = connection<string, string>(second, { values });
  return { first$, second$, link$: fallback<string, string>([first$, second$], { probe, ...config }) };
}

describe('fallback', () => {
  it(
    'connects over the first that works, and goes back to an earlier one when that works again',
    marbles((helpers) => {
      const { first$, second$, link$ } = two(helpers, ['-#', '--o-w'], 'o');
      const unsubscribed = '           --------------------!';
      const expected = '               -1-------------0----';
      const firstDials = ['            ^!', '-----------^--------!'];
      const secondDials = ['           -^-------------!'];

      helpers.expectObservable(link$.pipe(places), unsubscribed).toBe(expected);
      helpers.expectSubscriptions(first$.subscriptions).toBe(firstDials);
      helpers.expectSubscriptions(second$.subscriptions).toBe(secondDials);
    }),
  );

  it(
    'uses the first alone while it works, and no frame of the opening is lost',
    marbles((helpers) => {
      const { second$, link$ } = two(helpers, '-o-(abc)-d', 'o');

      helpers
        .expectObservable(link$.pipe(heard), '100ms !')
        .toBe('---(abc)-d', { a: '0a', b: '0b', c: '0c', d: '0d' });
      helpers.expectSubscriptions(second$.subscriptions).toBe([]);
    }),
  );

  describe('a transport is blocked', () => {
    const values = { x: handshake(426), y: handshake(502), u: unreachable, t: closedBy(1000) };

    it.each<[what: string, first: string, expected: string]>([
      ['that a proxy refuses with 426', '--x', '--1'],
      ['that a proxy refuses with 502', '--y', '--1'],
      ['that cannot be reached', '--u', '--1'],
      ['that opens and stays silent', '-o------', '-----1'],
      ['that opens and closes before a first message', '-o-t', '---1'],
      ['that opens and breaks before a first message', '-o-#', '---1'],
    ])('%s', (_, first, expected) => {
      marbles((helpers) => {
        const { link$ } = two(helpers, [first, HANGS], 'o', { proofTimeout: 4 }, values);
        helpers.expectObservable(link$.pipe(places), '-------!').toBe(expected);
      })();
    });

    it(
      'that hangs, when its own time to connect is over',
      marbles((helpers) => {
        const late = new ConnectionError('connect-timeout', 'not open within 3 ms', { timeout: 3 });
        const { link$ } = two(helpers, ['---l', HANGS], 'o', {}, { l: late });
        helpers.expectObservable(link$.pipe(places), '-------!').toBe('---1');
      }),
    );
  });

  describe('what no other transport changes is the end:', () => {
    const gate = new ConnectionError('gate', 'handshake gate: the peer refused', { reason: 'rejected' });
    const provider = new ConnectionError('provider', 'the provider of url failed: no', { option: 'url' });

    it.each<[what: string, cause: ConnectionError]>([
      ['a handshake refused with 401', handshake(401)],
      ['a handshake refused with 403', handshake(403)],
      ['a close with 4001', closedBy(4001)],
      ['a close with 4003', closedBy(4003)],
      ['a gate that was refused', gate],
      ['a token that was not to be had', provider],
    ])('%s', (_, cause) => {
      marbles((helpers) => {
        const first = cause.kind === 'closed' ? '-oc' : '--c';
        const { second$, link$ } = two(helpers, first, 'o', {}, { c: cause });

        helpers.expectObservable(link$.pipe(places)).toBe('--#', undefined, cause);
        helpers.expectSubscriptions(second$.subscriptions).toBe([]);
      })();
    });

    it(
      'or what the application says it is',
      marbles((helpers) => {
        const { link$ } = two(helpers, '--#', 'o', { isBlocked: ({ kind }) => kind !== 'closed' });
        helpers.expectObservable(link$.pipe(places)).toBe('--#', undefined, brokenLink());
      }),
    );

    it(
      'errors of the application are passed on as they are',
      marbles(({ expectObservable, cold }) => {
        const link$ = fallback<string, string>([cold<Link>('-#', undefined, 'mine'), NEVER]);
        expectObservable(link$).toBe('-#', undefined, 'mine');
      }),
    );
  });

  describe('where none works', () => {
    it.each<[what: string, first: ConnectionError, second: ConnectionError, told: ConnectionError]>([
      ['the last error is told', handshake(502), unreachable, unreachable],
      [
        'one that can heal goes before one that cannot',
        unreachable,
        new ConnectionError('unsupported', 'no global fetch: pass fetch', {}),
        unreachable,
      ],
    ])('%s', (_, a, b, told) => {
      marbles((helpers) => {
        const { link$ } = two(helpers, '-a', '-b', {}, { a, b });
        helpers.expectObservable(link$.pipe(places)).toBe('--#', undefined, told);
      })();
    });

    it(
      'the next subscription tries all of them again, from the first',
      marbles((helpers) => {
        const { first$, second$, link$ } = two(helpers, '-#', ['-#', '-o']);
        const lifecycle$ = link$.pipe(reconnect(constant(3)));

        helpers.expectSubscriptions(first$.subscriptions).toBe(['^!', '-----^!']);
        helpers.expectSubscriptions(second$.subscriptions).toBe(['-^!', '------^--!']);
        helpers.expectObservable(lifecycle$.pipe(statuses), '---------!').toBe('i-w--i-c');
      }),
    );
  });

  describe('what worked', () => {
    it(
      'is remembered, so that a blocked network costs its timeout once',
      marbles((helpers) => {
        const { first$, second$, link$ } = two(helpers, '----#', ['o-----#', 'o'], {
          probe: constant(1_000),
        });
        const lifecycle$ = link$.pipe(reconnect(constant(2), { minUptime: 0 }));

        helpers.expectObservable(lifecycle$.pipe(statuses), '20ms !').toBe('i---c-----w-(ic)');
        helpers.expectSubscriptions(first$.subscriptions).toBe(['^---!']);
        helpers.expectSubscriptions(second$.subscriptions).toBe(['----^-----!', '------------^-------!']);
      }),
    );

    it(
      'is forgotten when it fails, and the others follow in their order',
      marbles((helpers) => {
        const { link$ } = two(helpers, ['-#', '-ow'], ['o----#', '--#'], { probe: constant(1_000) });
        const seen$ = link$.pipe(reconnect(constant(2), { minUptime: 0 }), connections);
        helpers.expectObservable(seen$, '20ms !').toBe('-1----------0');
      }),
    );

    it(
      'is not what broke soon after its opening: the next dial is over the next transport',
      marbles((helpers) => {
        const { link$ } = two(helpers, ['ow---#', HANGS], 'o', { minUptime: 6 });
        const seen$ = link$.pipe(reconnect(constant(2), { minUptime: 0 }), connections);
        helpers.expectObservable(seen$, '16ms !').toBe('-0-----1');
      }),
    );

    it(
      'is what lasted, or what the server closed',
      marbles((helpers) => {
        const values = { x: closedBy(1012) };
        const { link$ } = two(helpers, ['ow-----#', 'ow-x', 'ow'], 'o', { minUptime: 6 }, values);
        const seen$ = link$.pipe(reconnect(constant(2), { minUptime: 0 }), connections);
        helpers.expectObservable(seen$, '30ms !').toBe('-0--------0----0');
      }),
    );
  });

  describe('going back', () => {
    it(
      'is tried after waits that grow, and on through reconnects',
      marbles((helpers) => {
        const { first$, link$ } = two(helpers, '#', ['o--------------#', 'o'], {
          probe: linear({ initialDelay: 4, increment: 4 }),
        });
        const lifecycle$ = link$.pipe(reconnect(constant(1), { minUptime: 0 }));

        helpers.expectObservable(lifecycle$.pipe(connections), '40ms !').toBe('1---------------1');
        // After 4 and 8; a wait of 12 is cut off by the break at 15; after 16 from the next link on.
        helpers
          .expectSubscriptions(first$.subscriptions)
          .toBe(['(^!)', '----(^!)', '------------(^!)', '32ms (^!)']);
      }),
    );

    it(
      'is tried no more when the policy gives up',
      marbles((helpers) => {
        const { first$, link$ } = two(helpers, '#', 'o', { probe: limitAttempts(1)(constant(5)) });

        helpers.expectObservable(link$.pipe(places), '99ms !').toBe('1');
        helpers.expectSubscriptions(first$.subscriptions).toBe(['(^!)', '-----(^!)']);
      }),
    );

    it(
      'gives nothing up for a link that opens and says nothing, or says no',
      marbles((helpers) => {
        const values = { n: handshake(401) };
        const { second$, link$ } = two(helpers, ['#', '-o', '-n'], 'o', { proofTimeout: 3 }, values);

        helpers.expectObservable(link$.pipe(places), '40ms !').toBe('1');
        helpers.expectSubscriptions(second$.subscriptions).toBe('^ 39ms !');
      }),
    );

    it(
      'goes to the earliest that works',
      marbles((helpers) => {
        const first$ = helpers.connection(['#', '#']);
        const second$ = helpers.connection(['#', 'ow']);
        const third$ = helpers.connection('o');
        const link$ = fallback<string, string>([first$, second$, third$], { probe });

        helpers.expectObservable(link$.pipe(places), '19ms !').toBe('2----------1');
        helpers.expectSubscriptions(third$.subscriptions).toBe('^----------!');
      }),
    );

    it(
      'lets what was sent leave first, and takes nothing more meanwhile',
      marbles((helpers) => {
        let unsent = 0;
        const first$ = helpers.connection(['#', 'ow']);
        const second$ = helpers.connection('o', { buffered: () => unsent });
        const box = outbox<string>();
        const link$ = fallback<string, string>([first$, second$], { probe });
        const lifecycle$ = link$.pipe(reconnect(backoff()), box.deliver());

        helpers.act('1ms -p 9ms q', {
          p: () => [(unsent = 9), box.send('p')],
          q: () => box.send('q'),
        });
        helpers.act('35ms e', { e: () => (unsent = 0) });
        helpers.expectObservable(lifecycle$.pipe(connections), '70ms !').toBe('1 50ms 0');
        helpers.expectSent(second$).toBe('--p');
        helpers.expectSent(first$).toBe('51ms q');
      }),
    );

    it(
      'waits no longer than drainTimeout for that',
      marbles((helpers) => {
        const first$ = helpers.connection(['#', 'ow']);
        const second$ = helpers.connection('o', { buffered: () => 1 });
        const link$ = fallback<string, string>([first$, second$], { probe, drainTimeout: 30 });

        helpers.expectObservable(link$.pipe(places), '70ms !').toBe('1 40ms 0');
        helpers.expectSubscriptions(second$.subscriptions).toBe('^ 40ms !');
      }),
    );

    it(
      'keeps what comes over the new link until it takes over, behind what the old one brings',
      marbles((helpers) => {
        const first$ = helpers.connection(['#', 'oab--c-----d']);
        const second$ = helpers.connection('o----------x-y-z', { buffered: () => 1 });
        const link$ = fallback<string, string>([first$, second$], { probe, drainTimeout: 4 });

        helpers.expectObservable(link$.pipe(heard), '25ms !').toBe('-----------x-y-(zabc)d', {
          a: '0a',
          b: '0b',
          c: '0c',
          d: '0d',
          x: '1x',
          y: '1y',
          z: '1z',
        });
      }),
    );

    it(
      'ends in the error of the new link, when that breaks before it takes over: what was sent has left',
      marbles((helpers) => {
        const first$ = helpers.connection(['#', 'ow-#']);
        const second$ = helpers.connection('o', { buffered: () => 1 });
        const link$ = fallback<string, string>([first$, second$], { probe, drainTimeout: 6 });

        helpers.expectObservable(link$.pipe(places)).toBe('1---------- 6ms (0#)', undefined, brokenLink());
      }),
    );

    it(
      'keeps no more than a thousand messages for it',
      marbles((helpers) => {
        const flood = (count: number) => ({
          says: (_: unknown, dial: number) => (dial === 0 ? NEVER : of(...Array<string>(count).fill('m'))),
        });
        const flooded = new ConnectionError('gate', 'more than 1000 messages before the link was handed on', {
          reason: 'flooded',
        });
        const busy = { buffered: () => 1 };
        const over = (count: number) =>
          fallback<string, string>(
            [helpers.connection(['#', 'o'], flood(count)), helpers.connection('o', busy)],
            { probe, drainTimeout: 5 },
          ).pipe(places);

        helpers.expectObservable(over(1_000), '20ms !').toBe('1 14ms 0');
        helpers.expectObservable(over(1_001)).toBe('1 14ms (0#)', undefined, flooded);
      }),
    );
  });

  describe('a peer that does not speak first', () => {
    it(
      'is asked by hello, on every transport but the last, and its answer comes in',
      marbles((helpers) => {
        const first$ = helpers.connection('-o--a');
        const link$ = fallback<string, string>([first$, NEVER], { hello: () => 'h' });

        helpers.expectObservable(link$.pipe(heard), '-----!').toBe('----a', { a: '0a' });
        helpers.expectSent(first$).toBe('-h');
      }),
    );

    it(
      'may answer at once',
      marbles((helpers) => {
        const says = (received$: Observable<unknown>) => received$.pipe(map((text) => `${String(text)}!`));
        const first$ = helpers.connection('-o', { says });
        const link$ = fallback<string, string>([first$, NEVER], { hello: () => 'h' });

        helpers.expectObservable(link$.pipe(heard), '-----!').toBe('-a', { a: '0h!' });
      }),
    );

    it(
      'is believed at its opening, where proofTimeout is Infinity',
      marbles((helpers) => {
        const { link$ } = two(helpers, '-o', 'o', { proofTimeout: Infinity });
        helpers.expectObservable(link$.pipe(places), '-----!').toBe('-0');
      }),
    );

    it(
      'has shown itself by any activity',
      marbles((helpers) => {
        const activity$ = helpers.hot('---p---');
        const first$ = helpers.connection('-o').pipe(map((link) => ({ ...link, activity$ })));
        const link$ = fallback<string, string>([first$, NEVER]);

        helpers.expectObservable(link$.pipe(places), '-----!').toBe('---0');
      }),
    );
  });

  it(
    'is silent for no longer than it may be, to the ms',
    marbles((helpers) => {
      const { link$ } = two(helpers, '-o---w', '-#', { proofTimeout: 5 });
      const { link$: late$ } = two(helpers, '-o-----w', '-#', { proofTimeout: 5 });

      helpers.expectObservable(link$.pipe(places), '--------!').toBe('-----0');
      helpers.expectObservable(late$.pipe(places), '--------!').toBe('-------#', undefined, brokenLink());
    }),
  );

  it(
    'leaves nothing behind in any phase',
    marbles((helpers) => {
      for (let leftAt = 0; leftAt < 24; leftAt++) {
        const first$ = helpers.connection(['-#', '--o--w'], { buffered: () => 1 });
        const second$ = helpers.connection('-o', { buffered: () => 1 });
        const link$ = fallback<string, string>([first$, second$], {
          probe,
          drainTimeout: 4,
          proofTimeout: 9,
        });
        const dials = { open: 0 };
        const counted$ = link$.pipe(places);
        helpers.expectObservable(counted$, `${leftAt}ms !`);
        helpers.act(`${leftAt + 1}ms x`, {
          x: () => {
            for (const { subscriptions } of [first$, second$])
              dials.open += subscriptions.filter(
                ({ unsubscribedFrame }) => unsubscribedFrame === Infinity,
              ).length;
            expect(dials.open).toBe(0);
          },
        });
      }
    }),
  );

  it(
    'dials nothing before it is subscribed to, and each subscription is a link of its own',
    marbles((helpers) => {
      const { first$, link$ } = two(helpers, 'ow', 'o');

      helpers.expectObservable(link$.pipe(places), '  --^--!').toBe('---0');
      helpers.expectObservable(link$.pipe(places), '  ----^--!').toBe('-----0');
      helpers.expectSubscriptions(first$.subscriptions).toBe(['--^--!', '----^--!']);
    }),
  );

  it(
    'completes with the transport in use',
    marbles((helpers) => {
      const { link$ } = two(helpers, '-ow-|', 'o');
      const { link$: other$ } = two(helpers, '#', '-o-|');
      const { link$: late$ } = two(helpers, ['#', 'ow--|'], 'o');

      helpers.expectObservable(link$.pipe(places)).toBe('--0-|');
      helpers.expectObservable(other$.pipe(places)).toBe('-1-|');
      helpers.expectObservable(late$.pipe(places)).toBe('1 10ms 0--|');
    }),
  );

  it('stops at take(1)', () => {
    const end$ = new Subject<never>();
    const link = { incoming$: of('a'), send: () => {}, buffered: () => 0, close: () => {} };
    const seen: string[] = [];
    fallback<string, string>([of(link), end$], { proofTimeout: Infinity })
      .pipe(take(1), places)
      .subscribe((place) => seen.push(place));

    expect(seen).toEqual(['0']);
    expect(end$.observed).toBe(false);
  });

  it.each<[what: string, make: () => unknown, words: string]>([
    ['no transports', () => fallback([]), 'transports must be a list of observables; got '],
    ['what is no list', () => fallback('ws' as never), 'transports must be a list of observables; got ws'],
    ['a proof of no time', () => fallback([NEVER], { proofTimeout: 0 }), 'proofTimeout must be'],
    ['a negative drain', () => fallback([NEVER], { drainTimeout: -1 }), 'drainTimeout must be'],
    ['a negative uptime', () => fallback([NEVER], { minUptime: -1 }), 'minUptime must be'],
  ])('refuses %s', (_, make, words) => {
    expect(make).toThrow(words);
  });
});
