import { EMPTY, Subject, finalize, map, merge, of, take, tap } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { ConnectionError, OutboxOverflowError, constant, outbox, reconnect } from 'rxwire';
import type { Connection, DropReason, Lifecycle, Outbox, OutboxConfig, SendOutcome, Settled } from 'rxwire';
import { connected, connecting, states } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

type Link = Connection<string, string>;

/** Sends what the source emits, and tells the answers in short: `s`ent, `q0` (queued behind none), the reason of a drop. */
function sendTo(box: Outbox<string>): (messages$: Observable<string>) => Observable<string> {
  return map((message) => short(box.send(message)));
}

function short(outcome: SendOutcome): string {
  if (outcome.status === 'sent') return 's';
  return outcome.status === 'queued' ? `q${outcome.ahead}` : outcome.reason;
}

/** Keeps what became of the messages, in short: `a` sent, `a:overflow` dropped. */
function fatesOf(box: Outbox<string>): string[] {
  const fates: string[] = [];
  box.settled$.subscribe((fate) =>
    fates.push(fate.status === 'sent' ? fate.message : `${fate.message}:${fate.reason}`),
  );
  return fates;
}

/** A link to play by hand, in the only state in which an outbox delivers. */
function playedLink(overrides: Partial<Link> = {}): {
  readonly sent: string[];
  readonly link: Link;
  readonly lifecycle$: Observable<Lifecycle<Link>>;
} {
  const sent: string[] = [];
  const link: Link = {
    incoming$: EMPTY,
    send: (message) => sent.push(message),
    buffered: () => 0,
    close: () => {},
    ...overrides,
  };
  return {
    sent,
    link,
    lifecycle$: merge(of<Lifecycle<Link>>({ status: 'connected', connection: link }), new Subject<never>()),
  };
}

const notOpen = (): never => {
  throw new ConnectionError('not-open', 'send: the link is not open', {});
};

describe('outbox', () => {
  it(
    'keeps what is sent while there is no connection, and sends while there is one',
    marbles(({ connection, hot, expectObservable, expectSent }) => {
      const source$ = connection(['-----o------#', '----o---']);
      const messages$ = hot('      --a-----b-----d---e------');
      const unsubscribed = '       ------------------------!';
      const answers = '            --x-----s-----x---y------';
      const sent = '               -----a--b------------(de)';
      const box = outbox<string>();

      const lifecycle$ = source$.pipe(reconnect(constant(5)), box.deliver());

      expectObservable(lifecycle$, unsubscribed);
      expectObservable(messages$.pipe(sendTo(box)), unsubscribed).toBe(answers, { x: 'q0', s: 's', y: 'q1' });
      expectSent(source$).toBe(sent);
    }),
  );

  it(
    'passes the lifecycle on as it is',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('--o-|');
      const expected = '          i-c-(x|)';
      const box = outbox<string>();

      const lifecycle$ = source$.pipe(reconnect(constant(5)), box.deliver(), states());

      expectObservable(lifecycle$).toBe(expected, {
        i: connecting(0),
        c: connected,
        x: { status: 'disconnected' },
      });
    }),
  );

  it(
    'passes an error of the lifecycle on, and keeps what is sent afterwards',
    marbles(({ connection, cold, expectObservable, flush }) => {
      const source$ = connection('o---').pipe(
        map((link): Lifecycle<Link> => ({ status: 'connected', connection: link })),
      );
      const box = outbox<string>();

      const lifecycle$ = merge(source$, cold<never>('--#', undefined, 'bug')).pipe(
        box.deliver(),
        map(() => 'c'),
      );

      expectObservable(lifecycle$).toBe('c-#', undefined, 'bug');
      flush();
      expect(short(box.send('a'))).toBe('q0');
    }),
  );

  describe('the queue', () => {
    it(
      'survives failed dials, and leaves in order, each message once',
      marbles(({ connection, hot, expectObservable, expectSent }) => {
        const source$ = connection(['-#', '--#', '-o----#', '#', 'o--']);
        const messages$ = hot('      a-b-------c-d--e');
        const unsubscribed = '       --------------------!';
        const sent = '               ------(ab)c--d-e';
        const box = outbox<string>();

        messages$.subscribe((message) => box.send(message));
        const lifecycle$ = source$.pipe(reconnect(constant(1)), box.deliver());

        expectObservable(lifecycle$, unsubscribed);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'is not sent into a link that is closing: it stays for the next',
      marbles(({ connection, hot, expectObservable, expectSent }) => {
        const source$ = connection(['o----#', 'o----']);
        const closing$ = hot('       ---c---');
        const messages$ = hot('      -a-bc-d');
        const unsubscribed = '       ----------!';
        const answers = '            -s-xy-z';
        const sent = '               -a-----(bcd)';
        const box = outbox<string>();
        let closing = false;

        closing$.subscribe(() => (closing = true));
        const lifecycle$ = source$.pipe(
          map((link) => ({
            ...link,
            send: (message: string) => (closing ? notOpen() : link.send(message)),
          })),
          finalize(() => (closing = false)),
          reconnect(constant(2)),
          box.deliver(),
        );

        expectObservable(lifecycle$, unsubscribed);
        expectObservable(messages$.pipe(sendTo(box))).toBe(answers, { s: 's', x: 'q0', y: 'q1', z: 'q2' });
        expectSent(source$).toBe(sent);
      }),
    );

    it('stays as it is when the link closes in the middle of it', () => {
      const { sent, link, lifecycle$ } = playedLink({
        send: (message) => (sent.length === 2 ? notOpen() : sent.push(message)),
      });
      const next = playedLink();
      const box = outbox<string>();
      const fates = fatesOf(box);
      ['a', 'b', 'c', 'd'].forEach(box.send);

      lifecycle$.pipe(box.deliver()).subscribe().unsubscribe();
      const left = box.counts().queued;
      next.lifecycle$.pipe(box.deliver()).subscribe();

      expect(link.buffered()).toBe(0);
      expect([sent, left, next.sent]).toEqual([['a', 'b'], 2, ['c', 'd']]);
      expect(fates).toEqual(['a', 'b', 'c', 'd']);
    });

    it(
      'outlives the lifecycle that it was delivered to',
      marbles(({ connection, hot, expectObservable, expectSent }) => {
        const first$ = connection(' o--------');
        const second$ = connection('o--------');
        const messages$ = hot('     a-b-c-d-e');
        const subscribed1 = '       -^-!';
        const subscribed2 = '       -----^-!';
        const sent1 = '             -ab';
        const sent2 = '             -----cd';
        const box = outbox<string>();

        messages$.subscribe((message) => box.send(message));
        expectObservable(first$.pipe(reconnect(constant(2)), box.deliver()), subscribed1);
        expectObservable(second$.pipe(reconnect(constant(2)), box.deliver()), subscribed2);
        expectSent(first$).toBe(sent1);
        expectSent(second$).toBe(sent2);
      }),
    );

    it('goes to the new connection when one follows another directly', () => {
      const first = playedLink();
      const second = playedLink();
      const links$ = new Subject<Lifecycle<Link>>();
      const box = outbox<string>();

      links$.pipe(box.deliver()).subscribe();
      links$.next({ status: 'connected', connection: first.link });
      box.send('a');
      links$.next({ status: 'connected', connection: second.link });
      box.send('b');

      expect([first.sent, second.sent]).toEqual([['a'], ['b']]);
    });

    it('is handed over to a second lifecycle, which the end of the first does not disturb', () => {
      const first = playedLink();
      const second = playedLink();
      const box = outbox<string>();

      const subscription = first.lifecycle$.pipe(box.deliver()).subscribe();
      second.lifecycle$.pipe(box.deliver()).subscribe();
      subscription.unsubscribe();
      box.send('a');

      expect([first.sent, second.sent]).toEqual([[], ['a']]);
    });

    it('waits when the lifecycle completes while connected', () => {
      const { sent, link } = playedLink();
      const box = outbox<string>();

      of<Lifecycle<Link>>({ status: 'connected', connection: link }).pipe(box.deliver()).subscribe();

      expect(short(box.send('a'))).toBe('q0');
      expect(sent).toEqual([]);
    });

    it('waits when the lifecycle is left with take(1)', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>();
      box.send('a');

      lifecycle$.pipe(box.deliver(), take(1)).subscribe();

      expect(short(box.send('b'))).toBe('q1');
      expect(sent).toEqual([]);
    });

    it('leaves after the state was told: who hears of the connection first may send first', () => {
      const { sent, lifecycle$ } = playedLink();
      const empty = playedLink();
      const box = outbox<string>();
      const emptyBox = outbox<string>();
      box.send('queued');

      const log: unknown[] = [];
      lifecycle$.pipe(box.deliver()).subscribe(({ status }) => {
        log.push(status, [...sent], short(box.send('hello')));
      });
      empty.lifecycle$.pipe(emptyBox.deliver()).subscribe(() => {
        log.push(short(emptyBox.send('hello')));
      });

      expect(log).toEqual(['connected', [], 'q1', 's']);
      expect(sent).toEqual(['queued', 'hello']);
      expect(empty.sent).toEqual(['hello']);
    });

    it('leaves after what stands before deliver in the pipe has been sent', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>();
      const resubscribe: MonoTypeOperatorFunction<Lifecycle<Link>> = tap((state) => {
        if (state.status === 'connected') state.connection.send('subscribe');
      });
      box.send('queued');

      lifecycle$.pipe(resubscribe, box.deliver()).subscribe();

      expect(sent).toEqual(['subscribe', 'queued']);
    });
  });

  describe('what does not fit', () => {
    it.each<[OutboxConfig<string>, string[], string[], string[]]>([
      [{ capacity: 2 }, ['q0', 'q1', 'q1'], ['a:overflow'], ['b', 'c']],
      [{ capacity: 2, overflow: 'drop-newest' }, ['q0', 'q1', 'overflow'], ['c:overflow'], ['a', 'b']],
      [
        { overflow: 'latest-by-key', key: (message) => (message === 'b' ? 'b' : 'other') },
        ['q0', 'q1', 'q1'],
        ['a:superseded'],
        ['b', 'c'],
      ],
      [{ maxBytes: 2 }, ['q0', 'q1', 'q1'], ['a:overflow'], ['b', 'c']],
      [
        { maxBytes: 1, sizeOf: (message) => (message === 'b' ? 2 : 1) },
        ['q0', 'too-large', 'q0'],
        ['b:too-large', 'a:overflow'],
        ['c'],
      ],
    ])('with %j is dropped, reported once and answered', (config, answers, drops, left) => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>(config);
      const fates = fatesOf(box);

      const answered = ['a', 'b', 'c'].map((message) => short(box.send(message)));

      expect(answered).toEqual(answers);
      expect(fates).toEqual(drops);
      lifecycle$.pipe(box.deliver()).subscribe();
      expect(sent).toEqual(left);
      expect(fates).toEqual([...drops, ...left]);
    });

    it("is an error with overflow 'error', and the queue is as it was before", () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>({ capacity: 2, overflow: 'error' });
      const fates = fatesOf(box);
      box.send('a');
      box.send('bb');
      let failure: unknown;

      try {
        box.send('c');
      } catch (error) {
        failure = error;
      }

      expect(failure).toBeInstanceOf(OutboxOverflowError);
      expect(failure).toMatchObject({ queued: 2, queuedBytes: 3 });
      expect(fates).toEqual(['c:overflow']);
      lifecycle$.pipe(box.deliver()).subscribe();
      expect(sent).toEqual(['a', 'bb']);
    });

    it("is an error for nothing else: a message that is too large is answered with overflow 'error' too", () => {
      const box = outbox<string>({ maxBytes: 1, overflow: 'error' });

      expect(short(box.send('aa'))).toBe('too-large');
    });

    it(
      'in time is dropped when its turn comes',
      marbles(({ connection, hot, expectObservable, expectSent, flush }) => {
        const source$ = connection('----o--');
        const messages$ = hot('     a-b----');
        const sent = '              ----b--';
        const box = outbox<string>({ timeToLive: 4 });
        const fates = fatesOf(box);

        messages$.subscribe((message) => box.send(message));
        expectObservable(source$.pipe(reconnect(constant(2)), box.deliver()));
        expectSent(source$).toBe(sent);
        flush();
        expect(fates).toEqual(['a:expired', 'b']);
      }),
    );

    it('does not count while messages go straight out', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>({ capacity: 1, maxBytes: 1 });

      lifecycle$.pipe(box.deliver()).subscribe();

      expect(['aaa', 'bbb'].map((message) => short(box.send(message)))).toEqual(['s', 's']);
      expect(sent).toEqual(['aaa', 'bbb']);
    });
  });

  describe('a message that cannot be encoded', () => {
    const picky = (): ReturnType<typeof playedLink> => {
      const played = playedLink({
        send: (message) => {
          if (message === 'bad') throw new TypeError('circular');
          played.sent.push(message);
        },
      });
      return played;
    };

    it('is dropped out of the queue, and the rest flows', () => {
      const { sent, lifecycle$ } = picky();
      const box = outbox<string>();
      const fates = fatesOf(box);
      ['a', 'bad', 'b'].forEach(box.send);

      lifecycle$.pipe(box.deliver()).subscribe();

      expect(sent).toEqual(['a', 'b']);
      expect(fates).toEqual(['a', 'bad:unsendable', 'b']);
    });

    it('is dropped when it goes straight out, and the rest flows', () => {
      const { sent, lifecycle$ } = picky();
      const box = outbox<string>();
      lifecycle$.pipe(box.deliver()).subscribe();

      const answers = ['a', 'bad', 'b'].map((message) => short(box.send(message)));

      expect(answers).toEqual(['s', 'unsendable', 's']);
      expect(sent).toEqual(['a', 'b']);
    });

    it('is told with what was thrown, to the sender and to all', () => {
      const { lifecycle$ } = picky();
      const box = outbox<string>();
      const settled: unknown[] = [];
      box.settled$.subscribe((fate) => settled.push(fate));
      lifecycle$.pipe(box.deliver()).subscribe();
      const sizeless = outbox<string>({
        sizeOf: () => {
          throw new RangeError('no size');
        },
      });

      const answer = box.send('bad');

      expect(answer).toEqual({ status: 'dropped', reason: 'unsendable', cause: new TypeError('circular') });
      expect(settled).toEqual([{ ...answer, message: 'bad' }]);
      expect(sizeless.send('a')).toEqual({
        status: 'dropped',
        reason: 'unsendable',
        cause: new RangeError('no size'),
      });
      expect(sizeless.counts()).toMatchObject({ enqueued: 1, queued: 0, dropped: { unsendable: 1 } });
    });

    it('keeps nothing behind that was sent while it was encoded', () => {
      const box = outbox<string>();
      const { sent, lifecycle$ } = playedLink({
        send: (message) => {
          if (message === 'bad') {
            box.send('nested');
            throw new TypeError('circular');
          }
          sent.push(message);
        },
      });
      lifecycle$.pipe(box.deliver()).subscribe();

      box.send('bad');

      expect(sent).toEqual(['nested']);
      expect(box.counts().queued).toBe(0);
    });
  });

  describe('pacing', () => {
    const pace = { highWaterMark: 100, lowWaterMark: 25, pollInterval: 2 };

    it(
      'stops at the high-water mark and goes on at the low-water mark',
      marbles(({ connection, hot, expectObservable, expectSent, flush, scheduler }) => {
        const source$ = connection('o----------|');
        const messages$ = hot('     -(abcd)-----');
        const drained$ = hot('      ----x-y-----', { x: 26, y: 25 });
        const sent = '              -(ab)--(cd)-';
        let unsent = 0;
        const box = outbox<string>(pace);

        messages$.subscribe((message) => box.send(message));
        drained$.subscribe((bytes) => (unsent = bytes));
        const lifecycle$ = source$.pipe(
          map((link) => ({
            ...link,
            buffered: () => unsent,
            send: (message: string) => {
              link.send(message);
              unsent += 50;
            },
          })),
          reconnect(constant(2)),
          box.deliver(),
        );

        expectObservable(lifecycle$);
        expectSent(source$).toBe(sent);
        flush();
        expect(scheduler.frame).toBe(11);
        expect(box.counts().queued).toBe(0);
      }),
    );

    it.each([
      [99, 's'],
      [100, 'q0'],
    ])('with %p bytes unsent and a mark of 100 answers %p', (unsent, answer) => {
      const { lifecycle$ } = playedLink({ buffered: () => unsent });
      const box = outbox<string>(pace);

      const subscription = lifecycle$.pipe(box.deliver()).subscribe();

      expect(short(box.send('a'))).toBe(answer);
      subscription.unsubscribe();
    });

    it(
      'writes nothing between the marks on the way down, also when nothing was queued before',
      marbles(({ connection, hot, expectObservable, expectSent }) => {
        const source$ = connection<string>('o----------|', { buffered: () => unsent });
        const messages$ = hot('             -a--b------');
        const drained$ = hot('              -h-m----l--', { h: 100, m: 50, l: 25 });
        const answers = '                   -s--q------';
        const sent = '                      -a-------b-';
        let unsent = 0;
        const box = outbox<string>(pace);

        expectObservable(messages$.pipe(sendTo(box))).toBe(answers, { s: 's', q: 'q0' });
        drained$.subscribe((bytes) => (unsent = bytes));
        const lifecycle$ = source$.pipe(
          map((link) => ({
            ...link,
            send: (message: string) => {
              link.send(message);
              unsent = 100;
            },
          })),
          reconnect(constant(2)),
          box.deliver(),
        );

        expectObservable(lifecycle$);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'looks every 20 ms for a quarter of 1 MiB by default',
      marbles(({ connection, hot, expectObservable, expectSent }) => {
        const source$ = connection<string>('o 59ms |', { buffered: () => unsent });
        const drained$ = hot('      10ms a 19ms b', { a: 262_145, b: 262_144 });
        const sent = '              40ms a';
        let unsent = 1_048_576;
        const box = outbox<string>();

        drained$.subscribe((bytes) => (unsent = bytes));
        box.send('a');

        expectObservable(source$.pipe(reconnect(constant(2)), box.deliver()));
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'stalls as often as the peer does',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection('o---------|');
        const sent = '              a-b-c-d----';
        let unsent = 0;
        const box = outbox<string>(pace);
        ['a', 'b', 'c', 'd'].forEach(box.send);

        const lifecycle$ = source$.pipe(
          map((link) => ({
            ...link,
            // Full after each message, and empty whenever somebody looks.
            buffered: () => (unsent === 0 ? 0 : unsent--) * 100,
            send: (message: string) => {
              link.send(message);
              unsent = 1;
            },
          })),
          reconnect(constant(2)),
          box.deliver(),
        );

        expectObservable(lifecycle$);
        expectSent(source$).toBe(sent);
      }),
    );

    it(
      'begins anew with each connection, and leaves no timer to the one that ended',
      marbles(({ connection, expectObservable, expectSent, flush, scheduler }) => {
        const source$ = connection(['o-#', 'o--|']);
        const sent = '               ---(ab)';
        const box = outbox<string>(pace);
        box.send('a');
        box.send('b');

        let unsent = 100;
        const lifecycle$ = source$.pipe(
          map((link) => ({ ...link, buffered: () => unsent })),
          finalize(() => (unsent = 0)),
          reconnect(constant(1)),
          box.deliver(),
        );

        expectObservable(lifecycle$);
        expectSent(source$).toBe(sent);
        flush();
        expect(scheduler.frame).toBe(6);
      }),
    );

    it(
      'leaves no timer behind when it is unsubscribed from while stalled',
      marbles(({ connection, expectObservable, flush, scheduler }) => {
        const source$ = connection<string>('o', { buffered: () => 100 });
        const unsubscribed = '      ---!';
        const box = outbox<string>(pace);
        box.send('a');

        expectObservable(source$.pipe(reconnect(constant(1)), box.deliver()), unsubscribed);
        flush();
        expect(scheduler.frame).toBe(3);
      }),
    );

    it('holds a stalled peer to the high-water mark and one message, and the queue to its bounds', () => {
      let unsent = 0;
      const { lifecycle$ } = playedLink({
        buffered: () => unsent,
        send: (message) => (unsent += message.length),
      });
      const box = outbox<string>({ highWaterMark: 10_000, maxBytes: 50_000, capacity: Infinity });
      const subscription = lifecycle$.pipe(box.deliver()).subscribe();

      for (let count = 0; count < 10_000; count += 1) box.send('x'.repeat(999));
      subscription.unsubscribe();

      expect(unsent).toBe(10_989);
      expect(box.counts().queuedBytes).toBe(49_950);
      expect(box.counts().dropped.overflow).toBe(10_000 - 11 - 50);
    });

    it(
      'that stalls in the handler of the state goes on like any other, and then needs no timer',
      marbles(({ scheduler }) => {
        let unsent = 0;
        const { sent, lifecycle$ } = playedLink({ buffered: () => unsent });
        const box = outbox<string>(pace);

        const subscription = lifecycle$.pipe(box.deliver()).subscribe(() => {
          unsent = 100;
          box.send('a');
          unsent = 0;
        });
        const stalled = timersOf({ scheduler });
        scheduler.flush();
        const [flowing, drained] = [timersOf({ scheduler }), scheduler.now()];
        subscription.unsubscribe();

        expect(sent).toEqual(['a']);
        expect([stalled, flowing, drained]).toEqual([1, 0, 2]);
      }),
    );

    it('of a transport that throws when asked ends that lifecycle, and the next delivers', () => {
      const bug = new Error('buffered');
      const broken = playedLink({
        buffered: () => {
          throw bug;
        },
      });
      const next = playedLink();
      const box = outbox<string>();
      const errors: unknown[] = [];
      box.send('a');

      broken.lifecycle$.pipe(box.deliver()).subscribe({ error: (error) => errors.push(error) });
      next.lifecycle$.pipe(box.deliver()).subscribe();

      expect(errors).toEqual([bug]);
      expect(next.sent).toEqual(['a']);
    });
  });

  describe('re-entrant sends', () => {
    it('from settled$ go after what was queued before them', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>();
      box.settled$.subscribe(({ message }) => {
        if (message.length < 3) box.send(`${message}'`);
      });
      ['a', 'b'].forEach(box.send);

      lifecycle$.pipe(box.deliver()).subscribe();
      box.send('c');

      expect(sent).toEqual(['a', 'b', "a'", "b'", "a''", "b''", 'c', "c'", "c''"]);
      expect(box.counts().queued).toBe(0);
    });

    it('from incoming$ of a peer that answers at once go after the message that is being sent', () => {
      const incoming$ = new Subject<string>();
      const { sent, lifecycle$ } = playedLink({
        incoming$,
        send: (message) => {
          if (message.length < 3) incoming$.next(`${message}'`);
          sent.push(message);
        },
      });
      const box = outbox<string>();
      incoming$.subscribe((message) => box.send(message));
      ['a', 'b'].forEach(box.send);

      lifecycle$.pipe(box.deliver()).subscribe();
      box.send('c');

      expect(sent).toEqual(['a', 'b', "a'", "b'", "a''", "b''", 'c', "c'", "c''"]);
    });

    it('however many neither recurse nor lose their turn', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>();
      box.settled$.subscribe(({ message }) => {
        if (Number(message) < 50_000) box.send(String(Number(message) + 1));
      });

      lifecycle$.pipe(box.deliver()).subscribe();
      box.send('1');

      expect(sent).toHaveLength(50_000);
    });

    it('that dispose in the report of a drop still get an answer that is true', () => {
      const box = outbox<string>({ capacity: 1 });
      const fates = fatesOf(box);
      box.settled$.subscribe(() => box.dispose());
      box.send('a');

      const answer = box.send('b');

      expect(answer).toEqual({ status: 'queued', ahead: 0 });
      expect(fates).toEqual(['a:overflow', 'b:disposed']);
    });
  });

  it('gives a message back that waits, and not one that has left', () => {
    const { sent, lifecycle$ } = playedLink();
    const box = outbox<string>();
    const fates = fatesOf(box);
    ['a', 'b'].forEach(box.send);

    box.withdraw('a');
    lifecycle$.pipe(box.deliver()).subscribe();
    box.withdraw('b');

    expect(sent).toEqual(['b']);
    expect(fates).toEqual(['a:withdrawn', 'b']);
    expect(box.counts()).toMatchObject({ enqueued: 2, sent: 1, queued: 0, dropped: { withdrawn: 1 } });
  });

  describe('numbers', () => {
    it('are all zero at first', () => {
      expect(outbox().counts()).toEqual({
        enqueued: 0,
        sent: 0,
        dropped: {
          overflow: 0,
          superseded: 0,
          expired: 0,
          'too-large': 0,
          unsendable: 0,
          withdrawn: 0,
          disposed: 0,
        },
        queued: 0,
        queuedBytes: 0,
      });
    });

    it('count every message once, by what became of it', () => {
      const { lifecycle$ } = playedLink({
        send: (message) => {
          if (message === 'bad') throw new TypeError('circular');
        },
      });
      const box = outbox<string>({ capacity: 2, maxBytes: 9 });
      ['first', 'bad', 'good', 'x'.repeat(10)].forEach(box.send);

      lifecycle$.pipe(box.deliver(), take(2)).subscribe().unsubscribe();
      box.send('late');
      box.dispose();
      box.send('later');

      expect(box.counts()).toEqual({
        enqueued: 6,
        sent: 1,
        dropped: {
          overflow: 1,
          superseded: 0,
          expired: 0,
          'too-large': 1,
          unsendable: 1,
          withdrawn: 0,
          disposed: 2,
        },
        queued: 0,
        queuedBytes: 0,
      });
    });

    it('are a snapshot: what happens later does not change them', () => {
      const box = outbox<string>();
      const before = box.counts();

      box.send('a');
      box.dispose();

      expect(before.dropped.disposed).toBe(0);
    });

    it(
      'conserve at every instant, inside every handler',
      marbles(({ scheduler }) => {
        const box = outbox<string>({ capacity: 3, maxBytes: 12, timeToLive: 10 });
        const reported: Settled<string>[] = [];
        const seen: string[] = [];
        // Collected, since an exception inside a handler would only be reported.
        const violations: string[] = [];
        const check = (): void => {
          const { enqueued, sent, dropped, queued } = box.counts();
          const drops = Object.values(dropped).reduce((sum, count) => sum + count, 0);
          const sum = `${enqueued}=${sent}+${drops}+${queued}`;
          const reports = ['sent', 'dropped'].map(
            (each) => reported.filter(({ status }) => status === each).length,
          );
          if (sent + drops + queued !== enqueued || `${sent},${drops}` !== reports.join())
            violations.push(sum);
          seen.push(sum);
        };
        const { lifecycle$ } = playedLink({
          send: (message) => {
            check();
            if (message === 'bad') throw new TypeError('circular');
          },
        });
        box.settled$.subscribe((fate) => {
          reported.push(fate);
          check();
        });

        ['a', 'b', 'c', 'dddd', 'x'.repeat(12), 'x'.repeat(13)].forEach((message) => {
          box.send(message);
          check();
        });
        scheduler.frame = 20;
        ['e', 'bad', 'f'].forEach(box.send);
        const subscription = lifecycle$.pipe(box.deliver()).subscribe();
        box.send('g');
        subscription.unsubscribe();
        ['h', 'i'].forEach(box.send);
        box.dispose();
        box.send('j');

        expect(violations).toEqual([]);
        expect(box.counts()).toMatchObject({ enqueued: 13, sent: 3, queued: 0, queuedBytes: 0 });
        expect(new Set(seen).size).toBeGreaterThan(10);
      }),
    );
  });

  describe('dispose', () => {
    it('drops what is queued and everything that is sent later, and completes settled$', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>();
      const fates: string[] = [];
      box.settled$.subscribe({
        next: (fate) => fates.push(fate.message),
        complete: () => fates.push('|'),
      });
      box.send('a');
      box.send('b');

      box.dispose();
      box.dispose();
      const answer = box.send('c');
      lifecycle$.pipe(box.deliver()).subscribe();

      expect(fates).toEqual(['a', 'b', '|']);
      expect(short(answer)).toBe('disposed');
      expect(sent).toEqual([]);
      expect(box.counts()).toMatchObject({ enqueued: 3, queued: 0, queuedBytes: 0 });
    });

    it('ends sending over a connection that is open', () => {
      const { sent, lifecycle$ } = playedLink();
      const box = outbox<string>();
      lifecycle$.pipe(box.deliver()).subscribe();

      box.dispose();

      expect(short(box.send('a'))).toBe('disposed');
      expect(sent).toEqual([]);
    });

    it.each([0, 1])('while message %p is written to a link that closes leaves nothing behind', (index) => {
      const box = outbox<string>();
      const { lifecycle$ } = playedLink({
        send: (message) => {
          if (message !== String(index)) return;
          box.dispose();
          notOpen();
        },
      });
      if (index === 1) box.send('1');
      lifecycle$.pipe(box.deliver()).subscribe();

      if (index === 0) box.send('0');

      expect(box.counts()).toMatchObject({ enqueued: 1, sent: 0, queued: 0, queuedBytes: 0 });
      expect(box.counts().dropped.disposed).toBe(1);
    });
  });

  it('is not harmed by a handler that throws', () => {
    const { sent, lifecycle$ } = playedLink();
    const box = outbox<string>({ capacity: 2 });
    const fates: string[] = [];
    const fail = (where: string) => () => {
      throw new Error(where);
    };

    const thrown = unhandledErrors(() => {
      box.settled$.subscribe(fail('settled$'));
      box.settled$.subscribe(({ message, status }) => fates.push(`${message} ${status}`));
      ['a', 'b', 'c'].forEach(box.send);
      lifecycle$.pipe(box.deliver()).subscribe(fail('state'));
      box.send('d');
    });

    expect(sent).toEqual(['b', 'c', 'd']);
    expect(fates).toEqual(['a dropped', 'b sent', 'c sent', 'd sent']);
    expect(thrown.map((error) => (error as Error).message)).toEqual([
      'settled$',
      'state',
      'settled$',
      'settled$',
      'settled$',
    ]);
  });

  it('shares nothing with another outbox', () => {
    const one = outbox<string>();
    const other = outbox<string>();

    one.send('a');

    expect(other.counts().enqueued).toBe(0);
  });

  it.each<[OutboxConfig<string>, Error]>([
    [{ capacity: 0 }, new RangeError('capacity must be a number, 1 or more; got 0')],
    [{ highWaterMark: 0 }, new RangeError('highWaterMark must be a number, 1 or more; got 0')],
    [{ highWaterMark: NaN }, new RangeError('highWaterMark must be a number, 1 or more; got NaN')],
    [{ lowWaterMark: -1 }, new RangeError('lowWaterMark must be a number, 0 or more; got -1')],
    [
      { highWaterMark: 100, lowWaterMark: 101 },
      new RangeError('highWaterMark must be a number, 101 or more; got 100'),
    ],
    [{ pollInterval: 0 }, new RangeError('pollInterval must be a number, 1 or more; got 0')],
    [
      { pollInterval: Infinity },
      new RangeError('pollInterval must be at most 2147483647 ms, about 24 days; got Infinity'),
    ],
    [{ overflow: 'latest-by-key' }, new TypeError("overflow 'latest-by-key' needs key")],
  ])('refuses %p, naming option and value', (config, error) => {
    expect(() => outbox(config)).toThrow(error);
  });

  it('knows the types of message and connection', () => {
    const typedOnly = (
      box: Outbox<string>,
      numbers$: Observable<Lifecycle<Connection<string, number>>>,
    ): void => {
      // @ts-expect-error -- the outbox takes text
      box.send(1);
      // @ts-expect-error -- the connection takes numbers
      numbers$.pipe(box.deliver());
      // @ts-expect-error -- the list of reasons is closed
      const reason: DropReason = 'tired';
      void reason;
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
