import { Subject, of } from 'rxjs';
import { whileConnected } from 'rxwire';
import type { Connection, Lifecycle } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

const waiting: Lifecycle<never> = { status: 'waiting', attempt: 1, delay: 4, cause: brokenLink() };
const connecting: Lifecycle<never> = { status: 'connecting', attempt: 0 };
const open = <C>(connection: C): Lifecycle<C> => ({ status: 'connected', connection });

describe('whileConnected', () => {
  it(
    'uses each connection for as long as it lasts',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const c$ = cold('              -a-b--|');
      const d$ = cold('                           -c-d--');
      const lifecycle$ = hot('    i--c-----w---i--d-----x', {
        i: connecting,
        c: open(c$),
        w: waiting,
        d: open(d$),
        x: { status: 'disconnected', cause: closedBy(1008) },
      } satisfies Record<string, Lifecycle<typeof c$>>);
      const used1 = '             ---^-----!';
      const used2 = '             ----------------^-----!';
      const expected = '          ----a-b----------c-d--#';

      const result$ = lifecycle$.pipe(whileConnected((incoming$) => incoming$));

      expectObservable(result$).toBe(expected, undefined, closedBy(1008));
      expectSubscriptions(c$.subscriptions).toBe(used1);
      expectSubscriptions(d$.subscriptions).toBe(used2);
    }),
  );

  it(
    'leaves a connection that does not end by itself when the next state comes',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const endless$ = cold('     -a-a-a-a-');
      const lifecycle$ = hot('    -c---w---', { c: open(endless$), w: waiting });
      const used = '              -^---!';
      const expected = '          --a-a----';

      expectObservable(lifecycle$.pipe(whileConnected((incoming$) => incoming$))).toBe(expected);
      expectSubscriptions(endless$.subscriptions).toBe(used);
    }),
  );

  it(
    'completes when the lifecycle ends without a cause, in the middle of whatever it was doing',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const endless$ = cold('     -a-a-a-a-');
      const lifecycle$ = hot<Lifecycle<typeof endless$>>('-c--(x|)', {
        c: open(endless$),
        x: { status: 'disconnected' },
      });
      const used = '              -^--!';
      const expected = '          --a-|';

      expectObservable(lifecycle$.pipe(whileConnected((incoming$) => incoming$))).toBe(expected);
      expectSubscriptions(endless$.subscriptions).toBe(used);
    }),
  );

  it(
    'passes on what the projection makes of a connection, and its error',
    marbles(({ hot, expectObservable }) => {
      const lifecycle$ = hot('    -c-c-c-', { c: open('link') });
      const expected = '          -a---#';
      const answers = [of('a'), new Subject<string>()];

      const result$ = lifecycle$.pipe(
        whileConnected(() => {
          const answer$ = answers.shift();
          if (answer$ === undefined) throw new Error('no more');
          return answer$;
        }),
      );

      expectObservable(result$).toBe(expected, undefined, new Error('no more'));
    }),
  );

  it(
    'unsubscribes from connection and lifecycle',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const endless$ = cold('     -a-a-a-a-');
      const lifecycle$ = hot('    -c-------', { c: open(endless$) });
      const unsubscribed = '      ----!';

      expectObservable(lifecycle$.pipe(whileConnected((incoming$) => incoming$)), unsubscribed).toBe('--a');
      expectSubscriptions(lifecycle$.subscriptions).toBe('^---!');
      expectSubscriptions(endless$.subscriptions).toBe('-^--!');
    }),
  );

  it('takes promises and arrays too', async () => {
    const seen: string[] = [];

    await of(open('a'))
      .pipe(whileConnected((connection) => [connection, 'b']))
      .forEach((value) => seen.push(value));

    expect(seen).toEqual(['a', 'b']);
  });

  it('knows the types', () => {
    const typedOnly = (lifecycle$: Subject<Lifecycle<Connection<string>>>): void => {
      lifecycle$.pipe(whileConnected(({ incoming$ }) => incoming$)).subscribe((text) => text.length);
      // @ts-expect-error -- text and not numbers
      lifecycle$.pipe(whileConnected(({ incoming$ }) => incoming$)).subscribe((text: number) => text);
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
