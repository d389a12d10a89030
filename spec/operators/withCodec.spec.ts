import { either } from 'fp-ts';
import type { Either } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { Subject, map, merge, mergeMap, of, take, tap } from 'rxjs';
import { ConnectionError, constant, heartbeat, incomingFrames, outbox, reconnect, withCodec } from 'rxwire';
import type { Codec, CodecConfig, Coded, Connection } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { connected, connecting, disconnected, states, waiting } from '../support/lifecycle.js';
import { marbles } from '../support/marbles.js';

type Link = Connection<string, string>;

/** Digits on the wire, numbers inside; `?` makes it throw. */
const digits: Codec<number, number, string, string> = {
  decode: (input): Either<string, number> => {
    if (input === '?') throw new TypeError('thrown by decode');
    return /^\d$/.test(String(input))
      ? either.right(Number(input))
      : either.left(`no digit: ${String(input)}`);
  },
  encode: (message) => {
    if (message > 9) throw new RangeError('two digits');
    return String(message);
  },
};
const numbers = { 1: 1, 2: 2, 3: 3 };
const opened = map(() => 'c');
const incoming = mergeMap(<In>({ incoming$ }: Connection<In, never>) => incoming$);
/** The invalid messages of a connection whose messages somebody reads. */
const invalid = mergeMap((link: Connection<unknown, never> & Coded<unknown>) => {
  link.incoming$.subscribe();
  return link.invalid$;
});
const read = tap(({ incoming$ }: Connection<unknown, never>) => void incoming$.subscribe());
const noDigit = { raw: 'x', path: '', reason: 'no digit: x', error: 'no digit: x' };

describe('withCodec', () => {
  it(
    'speaks in messages over a connection that speaks in text',
    marbles(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('o1--x--2--');
      const again$ = connection(' o1--x--2--');
      const sent = '              7';
      const messages = '          -1-----2--';
      const faults = '            ----x-----';

      const result$ = source$.pipe(
        withCodec(digits),
        tap((link) => link.send(7)),
        incoming,
      );

      expectObservable(result$).toBe(messages, numbers);
      expectObservable(again$.pipe(withCodec(digits), invalid)).toBe(faults, { x: noDigit });
      expectSent(source$).toBe(sent);
    }),
  );

  it(
    'decodes once however many read, and nothing that nobody reads',
    marbles(({ connection, expectObservable, flush }) => {
      const source$ = connection('o1---2-|');
      const expected = '          c------|';
      const decode = jest.fn(digits.decode);
      const unread = jest.fn(digits.decode);

      const read$ = source$.pipe(withCodec({ ...digits, decode }), read, read, read);
      const unread$ = source$.pipe(withCodec({ ...digits, decode: unread }));

      expectObservable(read$.pipe(opened)).toBe(expected);
      expectObservable(unread$.pipe(opened)).toBe(expected);
      flush();
      expect(decode.mock.calls).toEqual([['1'], ['2']]);
      expect(unread).not.toHaveBeenCalled();
    }),
  );

  it('loses no frame of the opening turn, also when the first reader leaves in the middle of it', () => {
    const frames = incomingFrames<string>();
    const link: Link = { ...frames, send: () => {}, buffered: () => 0, close: () => {} };
    const first: number[] = [];
    const second: number[] = [];
    ['1', 'x', '2', '3'].forEach(frames.next);

    of(link)
      .pipe(
        withCodec(digits),
        tap(({ incoming$ }) => {
          incoming$.pipe(take(1)).subscribe((message) => first.push(message));
          incoming$.subscribe((message) => second.push(message));
        }),
      )
      .subscribe();

    expect([first, second]).toEqual([[1], [2, 3]]);
  });

  describe('an invalid message', () => {
    it(
      'is data: it goes to invalid$, and everything else flows on',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o1-x-?-2-|');
        const messages = '          -1-----2-|';
        const faults = '            ---x-t---|';
        const thrown = {
          raw: '?',
          path: '',
          reason: 'thrown by decode',
          error: new TypeError('thrown by decode'),
        };

        expectObservable(source$.pipe(withCodec(digits), incoming)).toBe(messages, numbers);
        expectObservable(source$.pipe(withCodec(digits), invalid)).toBe(faults, { x: noDigit, t: thrown });
      }),
    );

    it(
      'of an io-ts codec says where in the message it is wrong',
      marbles(({ connection, expectObservable }) => {
        const Chat = t.type({ data: t.type({ text: t.string }) });
        const good = { data: { text: 'a' } };
        const bad = { data: { text: 1 } };
        const source$ = connection<unknown, unknown>('og-b-', { values: { g: good, b: bad } });

        const coded$ = source$.pipe(withCodec(Chat));
        const faults$ = coded$.pipe(
          invalid,
          map(({ raw, path, reason }) => ({ raw, path, reason })),
        );

        expectObservable(coded$.pipe(incoming)).toBe('-g---', { g: good });
        expectObservable(faults$).toBe('---b', {
          b: { raw: bad, path: 'data.text', reason: 'expected string, got 1' },
        });
      }),
    );

    it(
      'counts as a sign of life',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o---x---x------');
        const expected = '          c-----------#';
        const dead = new ConnectionError('heartbeat-timeout', 'no sign of life for 4 ms', { timeout: 4 });

        const result$ = source$.pipe(withCodec(digits), heartbeat({ interval: 2, timeout: 2 }), opened);

        expectObservable(result$).toBe(expected, undefined, dead);
      }),
    );

    it(
      'does not keep the activity that the connection tells itself',
      marbles(({ connection, hot, expectObservable }) => {
        const activity$ = hot('     -k-k');

        const result$ = connection('o').pipe(
          map((link) => ({ ...link, activity$ })),
          withCodec(digits),
          mergeMap((link) => link.activity$),
        );

        expectObservable(result$).toBe('-k-k');
      }),
    );
  });

  describe('onInvalid', () => {
    const violation = new ConnectionError(
      'protocol',
      'invalid message: no digit: x',
      { code: 1007 },
      'no digit: x',
    );

    it(
      'error ends the connection with kind protocol',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const source$ = connection('o1-x-2-');
        const dial = '              ^--!';
        const expected = '          c--#';

        const result$ = source$.pipe(withCodec(digits, { onInvalid: 'error' }), read, opened);

        expectObservable(result$).toBe(expected, undefined, violation);
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it('error tells code, cause, path and reason', () => {
      let failure: unknown;

      marbles(({ connection, flush }) => {
        connection<unknown, unknown>('oa', { values: { a: { n: 'x' } } })
          .pipe(withCodec(t.type({ n: t.number }), { onInvalid: 'error' }), read)
          .subscribe({ error: (error) => (failure = error) });
        flush();
      })();

      expect(failure).toMatchObject({
        kind: 'protocol',
        code: 1007,
        message: 'invalid message at n: expected number, got "x"',
        cause: [expect.objectContaining({ value: 'x' })],
      });
    });

    it(
      'error ends it also for a message of the opening turn',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('(ox1)---');
        const expected = '          (c#)';

        const result$ = source$.pipe(withCodec(digits, { onInvalid: 'error' }), read, opened);

        expectObservable(result$).toBe(expected, undefined, violation);
      }),
    );

    it(
      'close ends it with a code of yours, and says why',
      marbles(({ connection, expectObservable, expectSubscriptions }) => {
        const source$ = connection('o1-x-2-');
        const dial = '              ^--!';
        const expected = '          c--#';
        const closed = closedBy(4002, 'invalid message: no digit: x');

        const result$ = source$.pipe(withCodec(digits, { onInvalid: { close: 4002 } }), read, opened);

        expectObservable(result$).toBe(expected, undefined, closed);
        expectSubscriptions(source$.subscriptions).toBe(dial);
      }),
    );

    it(
      'drop, the default, does nothing',
      marbles(({ connection, expectObservable }) => {
        const source$ = connection('o-x-|');

        expectObservable(source$.pipe(withCodec(digits, { onInvalid: 'drop' }), read, opened)).toBe('c---|');
      }),
    );

    it.each<CodecConfig>([{ onInvalid: 'drop' }, { onInvalid: 'error' }, { onInvalid: { close: 4002 } }])(
      '%j tells invalid$ first',
      (config) => {
        marbles(({ connection, expectObservable }) => {
          const source$ = connection('o-x');
          const faults$ = new Subject<string>();

          expectObservable(faults$).toBe('--x');
          source$
            .pipe(
              withCodec(digits, config),
              tap(({ invalid$ }) => invalid$.subscribe(({ raw }) => faults$.next(String(raw)))),
              read,
            )
            .subscribe({ error: () => {} });
        })();
      },
    );

    it.each<[CodecConfig, Error]>([
      [
        { onInvalid: 'close' as never },
        new TypeError('onInvalid must be one of drop, error, { close: code }; got close'),
      ],
      [
        { onInvalid: { close: 1007 } },
        new RangeError('close code must be 1000 or from 3000 to 4999, got 1007'),
      ],
    ])('refuses %p, naming option and value', (config, error) => {
      expect(() => withCodec(digits, config)).toThrow(error);
    });
  });

  describe('send', () => {
    it(
      'throws what encode throws, and sends nothing',
      marbles(({ connection, expectObservable, expectSent }) => {
        const source$ = connection('o|');
        const thrown: unknown[] = [];

        const result$ = source$.pipe(
          withCodec(digits),
          tap((link) => {
            try {
              link.send(10);
            } catch (error) {
              thrown.push(error);
            }
          }),
          map(() => thrown),
        );

        expectObservable(result$).toBe('c|', { c: [new RangeError('two digits')] });
        expectSent(source$).toBe('-');
      }),
    );

    it(
      'through an outbox drops what cannot be encoded, and the rest flows',
      marbles(({ connection, expectObservable, expectSent, flush }) => {
        const source$ = connection('-o');
        const sent = '              -(13)';
        const box = outbox<number>();
        [1, 22, 3].forEach(box.send);

        const result$ = source$.pipe(withCodec(digits), reconnect(constant(1)), box.deliver());

        expectObservable(result$, '---!');
        expectSent(source$).toBe(sent);
        flush();
        expect(box.counts()).toMatchObject({ sent: 2, queued: 0, dropped: { unsendable: 1 } });
      }),
    );
  });

  describe('invalid$', () => {
    it(
      'completes with the connection, whether it breaks, completes or is unsubscribed from, read or not',
      marbles(({ connection, expectObservable }) => {
        const faults = (diagram: string, unsubscribed?: string): Subject<unknown> => {
          const faults$ = new Subject<unknown>();
          const coded$ = connection(diagram).pipe(
            withCodec(digits),
            tap(({ invalid$ }) => invalid$.subscribe(faults$)),
          );
          expectObservable(coded$.pipe(opened), unsubscribed);
          return faults$;
        };

        expectObservable(faults('o---#')).toBe('----|');
        expectObservable(faults('o---|')).toBe('----|');
        expectObservable(faults('o----', '---!')).toBe('---|');
      }),
    );

    it(
      'of a link that does not tell its end completes when its messages do',
      marbles(({ hot, expectObservable }) => {
        const incoming$ = hot('-1-x-|');
        const link: Link = { incoming$, send: () => {}, buffered: () => 0, close: () => {} };

        expectObservable(of(link).pipe(withCodec(digits), invalid)).toBe('---x-|', { x: noDigit });
      }),
    );
  });

  it(
    'ends its messages when the link ends, and starts none anew',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o1--#');
      const expected = '          -1--|';
      const messages$ = new Subject<number>();

      const coded$ = source$.pipe(
        withCodec(digits),
        tap(({ incoming$ }) => incoming$.subscribe(messages$)),
      );

      expectObservable(messages$).toBe(expected, numbers);
      expectObservable(coded$.pipe(opened)).toBe('c---#', undefined, closedBy(1006));
    }),
  );

  it(
    'keeps what else the connection carries',
    marbles(({ connection, expectObservable }) => {
      const result$ = connection('o|').pipe(
        map((link) => ({ ...link, protocol: 'chat' })),
        withCodec(digits),
        map(({ protocol, buffered }) => `${protocol} ${buffered()}`),
      );

      expectObservable(result$).toBe('c|', { c: 'chat 0' });
    }),
  );

  it(
    'decodes for several connections of one source each on its own',
    marbles(({ connection, expectObservable }) => {
      const first$ = connection(' o1--x---|');
      const second$ = connection('-o-2---3|');

      const result$ = merge(first$, second$).pipe(withCodec(digits));

      expectObservable(result$.pipe(incoming)).toBe('-1-2---3|', numbers);
      expectObservable(result$.pipe(invalid)).toBe('----x---|', { x: noDigit });
    }),
  );

  it(
    'makes reconnect give up on a violation, and dial again after a close',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('-o-x');
      const violation = new ConnectionError(
        'protocol',
        'invalid message: no digit: x',
        { code: 1007 },
        'no digit: x',
      );
      const closed = closedBy(4002, 'invalid message: no digit: x');

      const error$ = source$.pipe(
        withCodec(digits, { onInvalid: 'error' }),
        read,
        reconnect(constant(9)),
        states(),
      );
      const close$ = source$.pipe(
        withCodec(digits, { onInvalid: { close: 4002 } }),
        read,
        reconnect(constant(9)),
        states(),
      );

      expectObservable(error$).toBe('ic-(x|)', {
        i: connecting(0),
        c: connected,
        x: disconnected(violation),
      });
      expectObservable(close$, '-----!').toBe('ic-w', {
        i: connecting(0),
        c: connected,
        w: waiting(1, 9, closed),
      });
    }),
  );

  it.each([undefined, {}, { decode: () => either.right(1) }])('refuses %p, which is no codec', (codec) => {
    expect(() => withCodec(codec as never)).toThrow(
      new TypeError(`codec must have the functions decode and encode; got ${String(codec)}`),
    );
  });

  it('knows the types of messages on both sides', () => {
    const typedOnly = (link: Link): void => {
      const coded$ = of(link).pipe(withCodec(digits));
      coded$.pipe(tap(({ send }) => send(1)));
      coded$.pipe(incoming).subscribe((message) => message.toFixed());
      coded$.pipe(mergeMap(({ invalid$ }) => invalid$)).subscribe(({ error }) => error.length);
      // @ts-expect-error -- numbers go out, not text
      coded$.pipe(tap(({ send }) => send('1')));
      // @ts-expect-error -- numbers come in, not text
      coded$.pipe(mergeMap(({ incoming$ }) => incoming$)).subscribe((message: string) => message);
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
