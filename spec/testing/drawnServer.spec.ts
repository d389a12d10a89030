import { ignoreElements, map, merge, mergeMap, of, retry, tap } from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import type { Connection } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

type Link = Connection<string, string>;

/** Sends what is drawn over each link, and gives what comes in. */
const talk = (said$: Observable<string>): OperatorFunction<Link, string> =>
  mergeMap((link) => {
    said$.subscribe((message) => link.send(message));
    return link.incoming$;
  });

describe('drawnServer', () => {
  it(
    'answers by a script, of which the first line that fits answers, as often as it may',
    marbles(({ server, cold, expectObservable }) => {
      const server$ = server({
        dials: 'o',
        answers: [
          { when: 'x', reply: '', times: 1 }, // lost
          { when: 'x', reply: '--a' },
          { when: (message) => message > 'x', reply: '(bc|)' },
        ],
      });

      expectObservable(server$.pipe(talk(cold('x-x---y-w')))).toBe('----a-(bc)');
      expectObservable(server$.received$).toBe('x-x---y-w');
    }),
  );

  it(
    'answers by a function, with a diagram, a stream or nothing, and knows the dial',
    marbles(({ server, cold, expectObservable }) => {
      const server$ = server({
        dials: ['o---#', 'o----'],
        answers: (message, { dial }) =>
          message === 'x' ? `-${dial}` : message === 'y' ? of('z') : undefined,
      });

      expectObservable(server$.pipe(talk(cold('x-yn')), retry(1))).toBe('-0z--1z');
    }),
  );

  it(
    'hears what is sent in the opening turn',
    marbles(({ server, expectObservable }) => {
      const server$ = server({ answers: (message) => `-${message}` });

      const result$ = server$.pipe(
        tap((link) => link.send('a')),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(result$).toBe('-a');
    }),
  );

  it(
    'pushes on the time line of the test, to whoever is there',
    marbles(({ server, expectObservable }) => {
      const server$ = server({ dials: ['o--#', '--o'], pushes: '-a--b--c' });

      const result$ = server$.pipe(
        mergeMap(({ incoming$ }) => incoming$),
        retry(1),
      );

      expectObservable(result$).toBe('-a-----c');
    }),
  );

  it(
    'refuses, and ends with a code by what it pushes or answers',
    marbles(({ server, cold, expectObservable }) => {
      const values = { r: closedBy(1012, 'restart') };
      const open = map(() => 'c');

      expectObservable(server({ dials: '--#' }).pipe(open)).toBe('--#', undefined, brokenLink());
      expectObservable(server({ values, pushes: '---r' }).pipe(open)).toBe('c--#', undefined, values.r);
      const refusing$ = server<string>({ values, answers: [{ when: 'x', reply: '-r' }] });
      expectObservable(refusing$.pipe(talk(cold('-x')))).toBe('--#', undefined, values.r);
      const breaking$ = server({ answers: [{ when: 'x', reply: '-#' }] });
      expectObservable(breaking$.pipe(talk(cold('-x')))).toBe('--#', undefined, brokenLink());
    }),
  );

  it(
    'ends the link with what an answer throws',
    marbles(({ server, cold, expectObservable }) => {
      const server$ = server({
        answers: () => {
          throw new Error('bug');
        },
      });

      expectObservable(server$.pipe(talk(cold('-x')))).toBe('-#', undefined, new Error('bug'));
    }),
  );

  it(
    'knows a message by what it says',
    marbles(({ server, cold, expectObservable }) => {
      const server$ = server<string, object>({
        answers: [
          { when: { type: 'ask', about: ['a'] }, reply: 'a' },
          { when: Uint8Array.of(1, 2), reply: 'b' },
          { when: ({ type }: { readonly type?: string }) => type === 'other', reply: 'c' },
        ],
      });
      const messages$ = cold('-1-2-3-4', {
        1: { about: ['a'], type: 'ask' },
        2: { about: ['b'], type: 'ask' },
        3: Uint8Array.of(1, 2),
        4: { type: 'other' },
      });
      const unsubscribed = '  ---------!';
      const expected = '      -a---b-c';

      const answers$ = server$.pipe(
        mergeMap(({ incoming$, send }) => merge(incoming$, messages$.pipe(tap(send), ignoreElements()))),
      );

      expectObservable(answers$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'refuses a value for the opening',
    marbles(({ server, connection }) => {
      const refusal = new TypeError(
        "values cannot name 'o': in a drawing it is the opening; give the frame another mark",
      );

      expect(() => connection('-o', { values: { o: 'hello' } })).toThrow(refusal);
      expect(() => server({ dials: '-o', values: { o: 'hello' } })).toThrow(refusal);
    }),
  );

  it(
    'answers as often as it is asked, and all that it was asked before the first answer',
    marbles(({ server, cold, expectObservable }) => {
      const server$ = server({ answers: [{ when: (message) => message !== '', reply: '---a' }] });

      expectObservable(server$.pipe(talk(cold('xxx-----x')))).toBe('---aaa-----a');
    }),
  );

  it(
    'tells whoever asks later what reached it, and is told nothing that way',
    marbles(({ server, cold, expectObservable }) => {
      const server$ = server();
      const later = '    -----^-';
      const received = ' -----(xy)';

      server$.pipe(talk(cold('-x-y'))).subscribe();

      expectObservable(server$.received$, later).toBe(received);
      expect(server$.received$).not.toHaveProperty('next');
    }),
  );
});
