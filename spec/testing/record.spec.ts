import {
  EMPTY,
  NEVER,
  Observable,
  ReplaySubject,
  Subject,
  endWith,
  from,
  map,
  merge,
  mergeMap,
  of,
  retry,
  take,
  takeWhile,
  tap,
} from 'rxjs';
import type { Connection } from 'rxwire';
import { closedBy, record, replay } from 'rxwire/testing';
import { byteLength } from '../../lib/core/byteLength.js';
import { marbles } from '../support/marbles.js';

const silent: Connection<unknown, unknown> = {
  incoming$: NEVER,
  send: () => {},
  buffered: () => 0,
  close: () => {},
};

describe('record', () => {
  it('keeps what happens to a link, and gives it through', () => {
    const { fixture } = inVirtualTime(({ connection, expectObservable, cold }) => {
      const source$ = connection('--o-a--b---x', { values: { x: closedBy(1012, 'restart') } });
      const expected = '          ----a--b---#';
      const recorded$ = record(source$);

      const result$ = recorded$.pipe(
        tap((link) => cold('--x', { x: 'hi' }).subscribe(link.send)),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(result$).toBe(expected, undefined, closedBy(1012, 'restart'));
      return recorded$;
    });

    expect(fixture()).toEqual({
      format: 'rxwire/session',
      version: 1,
      dropped: 0,
      dials: [
        {
          at: 0,
          events: [
            { at: 2, event: 'open', carries: {} },
            { at: 4, event: 'incoming', text: 'a' },
            { at: 4, event: 'sent', text: 'hi' },
            { at: 7, event: 'incoming', text: 'b' },
            {
              at: 11,
              event: 'error',
              error: {
                name: 'ConnectionError',
                message: 'closed with 1012: restart',
                fields: { kind: 'closed', code: 1012, reason: 'restart', wasClean: true },
              },
            },
          ],
        },
      ],
    });
  });

  it('keeps each subscription as a dial, and how it was left', () => {
    const { fixture } = inVirtualTime(({ connection, expectObservable }) => {
      const recorded$ = record(connection(['-#', 'o-|', 'o---']));
      const opened$ = recorded$.pipe(map(() => 'c'));

      expectObservable(opened$.pipe(retry(1))).toBe('-c-|');
      expectObservable(opened$, '                    ----^-!').toBe('----c');
      return recorded$;
    });

    expect(
      fixture().dials.map(({ at, events }) => [at, ...events.map((each) => [each.at, each.event])]),
    ).toEqual([
      [0, [1, 'error']],
      [1, [0, 'open'], [2, 'complete']],
      [4, [0, 'open'], [2, 'unsubscribe']],
    ]);
  });

  it('keeps what nobody listens to, and gives the opening turn to whoever listens first', () => {
    const { fixture } = inVirtualTime(({ server, expectObservable }) => {
      const recorded$ = record(server({ dials: 'o-#', answers: (message) => of(`re: ${message}`) }));
      const frames$ = recorded$.pipe(
        tap(({ send }) => send('x')),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(frames$).toBe('a-#', { a: 're: x' }, closedBy(1006));
      recorded$.pipe(tap(({ send }) => send('y'))).subscribe({ error: () => {} });
      return recorded$;
    });

    const told = fixture().dials.map(({ events }) => events.map((each) => 'text' in each && each.text));
    expect(told).toEqual([
      [false, 'y', 're: y', false],
      [false, 'x', 're: x', false],
    ]);
  });

  it('keeps bytes as base64, anything else as JSON, and what a connection carries', () => {
    const incoming$ = of(Uint8Array.of(1, 255), Uint8Array.of(7).buffer, { b: [1, null] });
    const link = { ...silent, incoming$, protocol: 'chat', extra: new Map() };
    const recorded$ = record(of(link));

    recorded$.subscribe();

    expect(recorded$.fixture().dials[0]?.events).toMatchObject([
      { event: 'open', carries: { protocol: 'chat' } },
      { event: 'incoming', base64: 'Af8=' },
      { event: 'incoming', base64: 'Bw==' },
      { event: 'incoming', json: { b: [1, null] } },
      { event: 'complete' },
    ]);
  });

  it('keeps signs of life that are no messages', () => {
    const { fixture } = inVirtualTime(({ cold, hot, expectObservable }) => {
      const incoming$ = hot('  -a--b');
      const activity$ = hot('  -1-2-3');
      const recorded$ = record(
        cold<Connection<string, string>>('c--------|', { c: { ...silent, incoming$, activity$ } }),
      );

      expectObservable(recorded$.pipe(mergeMap((link) => link.incoming$))).toBe('-a--b----|');
      return recorded$;
    });

    expect(fixture().dials[0]?.events.map(({ at, event }) => `${at} ${event}`)).toEqual([
      '0 open',
      '1 incoming',
      '3 activity',
      '4 incoming',
      '5 activity',
      '9 complete',
    ]);
  });

  it('keeps one sign of life of a message that was told as one first', () => {
    const { fixture } = inVirtualTime(({ cold, hot, expectObservable }) => {
      const activity$ = hot('-1');
      const incoming$ = hot('-a');
      const recorded$ = record(cold('c-|', { c: { ...silent, incoming$, activity$ } }));

      expectObservable(recorded$.pipe(map(() => 'c'))).toBe('c-|');
      return recorded$;
    });

    expect(fixture().dials[0]?.events.map(({ event }) => event)).toEqual(['open', 'incoming', 'complete']);
  });

  it('keeps the words that end a link, and not what was not done', () => {
    const { fixture } = inVirtualTime(({ connection, expectObservable }) => {
      const recorded$ = record(connection('o-----'));

      const result$ = recorded$.pipe(
        tap((link) => {
          expect(() => link.close(1)).toThrow(
            new RangeError('close code must be 1000 or from 3000 to 4999, got 1'),
          );
          link.close(4000, 'enough');
          expect(() => link.send('late')).toThrow('send: the link is not open');
        }),
      );

      expectObservable(result$.pipe(map(() => 'c'))).toBe('#', undefined, closedBy(4000, 'enough'));
      return recorded$;
    });

    expect(fixture().dials[0]?.events).toMatchObject([
      { event: 'open' },
      { event: 'close', code: 4000, reason: 'enough' },
      { event: 'error' },
    ]);
  });

  it('takes back what could not be sent', () => {
    const refusing = {
      ...silent,
      send: () => {
        throw new Error('too long');
      },
    };
    const recorded$ = record(of(refusing as Connection<unknown, string>));

    recorded$.subscribe(({ send }) => expect(() => send('x')).toThrow('too long'));

    expect(recorded$.fixture().dials[0]?.events.map(({ event }) => event)).toEqual(['open', 'complete']);
  });

  it('keeps nothing of what is said to a link that has ended, and tells that it has', () => {
    const recorded$ = record(of({ ...silent, protocol: 'chat' }));
    const links: Connection<unknown, unknown>[] = [];
    recorded$.subscribe((link) => links.push(link));

    links[0]?.send('late');
    links[0]?.close(4000);
    const ended: unknown[] = [];
    links[0]?.ended$?.subscribe((end) => ended.push(end));

    expect(links[0]).toMatchObject({ protocol: 'chat' });
    expect(ended).toEqual([0]);
    expect(recorded$.fixture().dials[0]?.events.map(({ event }) => event)).toEqual(['open', 'complete']);
  });

  it('keeps the words of a close that has none', () => {
    const recorded$ = record(merge(of(silent), NEVER));

    recorded$.subscribe((link) => link.close()).unsubscribe();

    expect(recorded$.fixture().dials[0]?.events[1]).toMatchObject({ event: 'close', code: 1000, reason: '' });
  });

  it('lets go what nobody came for in the opening turn, and tells when the link ends', () => {
    inVirtualTime(({ connection, expectObservable }) => {
      const recorded$ = record(connection('o-a-b-|'));
      const late = '                   ---^---';
      const expected = '               ----b-|';
      const ended = '                  ------(e|)';
      const link$ = new ReplaySubject<Connection<string, string>>(1);
      recorded$.subscribe((link) => link$.next(link));

      expectObservable(
        link$.pipe(
          mergeMap((link) => link.ended$ ?? EMPTY),
          take(1),
        ),
      ).toBe(ended, { e: 0 });
      expectObservable(
        link$.pipe(
          mergeMap((link) => link.incoming$.pipe(endWith('|'))),
          takeWhile((frame) => frame !== '|'),
        ),
        late,
      ).toBe(expected);
    });
  });

  it('keeps ten thousand events and ten mebibytes of JSON, from the beginning, unless told otherwise', () => {
    const recorded = (...texts: readonly string[]) => {
      const recorded$ = record(of({ ...silent, incoming$: from(texts) }), { scheduler: { now: () => 0 } });
      recorded$.subscribe();
      return recorded$.fixture();
    };
    const around =
      byteLength({ at: 0, event: 'open', carries: {} }) + byteLength({ at: 0, event: 'incoming', text: '' });
    const all = 10_485_760 - around;

    const many = recorded(...Array.from({ length: 10_000 }, (_, index) => String(index)));

    // The dial, the opening and 9,998 messages.
    expect([many.dropped, many.dials[0]?.events.length]).toEqual([3, 9_999]);
    expect(many.dials[0]?.events.at(-1)).toMatchObject({ text: '9997' });
    // The end, and one byte too much.
    expect([recorded('a'.repeat(all)).dropped, recorded('a'.repeat(all + 1)).dropped]).toEqual([1, 2]);
  });

  it('says what of a session was not to be kept first', () => {
    const recorded$ = record(of({ ...silent, incoming$: of(new Date(0)) }));
    recorded$.subscribe((link) => link.send(new Map()));

    expect(recorded$.fixture).toThrow(
      new TypeError(
        'record: a message (incoming) is neither text nor bytes nor JSON: record the connection before what decodes it',
      ),
    );
  });

  it('refuses to give a fixture that would not be true', () => {
    const odd$ = record(of({ ...silent, incoming$: of(new Date(0)) }));
    const many$ = record(of(silent, silent));

    odd$.subscribe();
    many$.subscribe();

    expect(odd$.fixture).toThrow(
      new TypeError(
        'record: a message (incoming) is neither text nor bytes nor JSON: record the connection before what decodes it',
      ),
    );
    expect(many$.fixture).toThrow(
      new TypeError('record: a dial brought several connections: record one link at a time'),
    );
  });

  it('says how many events did not fit', () => {
    const incoming$ = of('a', 'b', 'c');
    const recorded$ = record(of({ ...silent, incoming$ }), { maxEvents: 4 });

    recorded$.subscribe();

    expect(recorded$.fixture().dropped).toBe(2);
    expect(
      recorded$.fixture().dials[0]?.events.map((each) => ('text' in each ? each.text : each.event)),
    ).toEqual(['open', 'a', 'b']);
  });

  it('leaves nothing behind when it is unsubscribed from', () => {
    let left = 0;
    const incoming$ = new Observable<never>(() => () => (left += 1));
    const source$ = new Observable<Connection<unknown, unknown>>((subscriber) => {
      subscriber.next({ ...silent, incoming$, activity$: incoming$ });
      return () => (left += 1);
    });
    const recorded$ = record(source$);
    expect(recorded$.fixture().dials).toEqual([]);

    recorded$.subscribe().unsubscribe();

    expect(left).toBe(3);
  });

  it('can be replayed where the clock was set back, between dials and within one', () => {
    let time = 1_000;
    const incoming$ = new Subject<string>();
    const link = { incoming$, send: () => {}, buffered: () => 0, close: () => {} };
    const recorded$ = record(merge(of(link), NEVER), { scheduler: { now: () => time } });

    for (const start of [1_000, 900]) {
      time = start;
      const subscription = recorded$.pipe(mergeMap((connection) => connection.incoming$)).subscribe();
      time = start + 10;
      incoming$.next('a');
      time = start - 500;
      incoming$.next('b');
      subscription.unsubscribe();
    }

    expect(() => replay(recorded$.fixture())).not.toThrow();
    expect(recorded$.fixture().dials.map(({ at }) => at)).toEqual([0, 0]);
  });

  it.each<[config: object, error: Error]>([
    [{ maxEvents: 0 }, new RangeError('maxEvents must be a number, 1 or more; got 0')],
    [{ maxBytes: NaN }, new RangeError('maxBytes must be a number, 1 or more; got NaN')],
    [{ overflow: 'error' }, new TypeError('overflow must be one of drop-newest, drop-oldest; got error')],
  ])('refuses %j', (config, error) => {
    expect(() => record(EMPTY, config)).toThrow(error);
  });
});

/** Runs a marble test, and gives what its body gave. */
function inVirtualTime<T>(body: (helpers: Parameters<Parameters<typeof marbles>[0]>[0]) => T): T {
  let result: T | undefined;
  marbles((helpers) => void (result = body(helpers)))();
  return result as T;
}
