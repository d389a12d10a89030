import { map, mergeMap, retry, tap } from 'rxjs';
import { ConnectionError } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

describe('drawnConnection', () => {
  it(
    'opens at o, brings frames, and ends with a broken link at #',
    marbles(({ connection, expectObservable, expectSubscriptions }) => {
      const source$ = connection('--o-a-#');
      const opened = '            --c---#';
      const frames = '            ----a-#';
      const subscriptions = ['    ^-----!', '    ^-----!'];

      expectObservable(source$.pipe(map(() => 'c'))).toBe(opened, undefined, brokenLink());
      expectObservable(source$.pipe(mergeMap(({ incoming$ }) => incoming$))).toBe(
        frames,
        undefined,
        brokenLink(),
      );
      expectSubscriptions(source$.subscriptions).toBe(subscriptions);
    }),
  );

  it(
    'ends with the error that a marble stands for',
    marbles(({ connection, expectObservable }) => {
      const restarting = closedBy(1012, 'restarting');
      const source$ = connection('o--x', { values: { x: restarting } });

      expectObservable(source$.pipe(map(() => 'c'))).toBe('c--#', undefined, restarting);
    }),
  );

  it(
    'fails to open when the end comes first, and opens by itself when nothing is drawn but time',
    marbles(({ connection, expectObservable }) => {
      expectObservable(connection('--#').pipe(map(() => 'c'))).toBe('--#', undefined, brokenLink());
      expectObservable(connection('-----').pipe(map(() => 'c'))).toBe('c');
    }),
  );

  it(
    'plays one diagram for each dial, the last one for all that follow',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection(['-#', 'o-#', 'oa-#']);
      const expected = '           -c-c--c--#';

      const result$ = source$.pipe(
        map(() => 'c'),
        retry(3),
      );

      expectObservable(result$).toBe(expected, undefined, brokenLink());
    }),
  );

  it(
    'keeps what is sent, and refuses to send over a link that has ended',
    marbles(({ connection, expectObservable, expectSent, cold }) => {
      const source$ = connection('o--#');
      const sent = '              -x---';
      const notOpen = new ConnectionError('not-open', 'send: the link is not open', {});

      const result$ = source$.pipe(
        mergeMap((link) => cold('-x---y').pipe(tap((message) => link.send(message)))),
      );
      let kept: { send(message: string): void } | undefined;
      source$.subscribe({ next: (link) => (kept = link), error: () => {} });
      const late$ = cold('----z').pipe(tap((message) => kept?.send(message)));

      expectObservable(result$).toBe('-x-#', undefined, brokenLink());
      expectObservable(late$).toBe('----#', undefined, notOpen);
      expectSent(source$).toBe(sent);
    }),
  );

  it(
    'closes with words when told to',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection('o-----');

      const result$ = source$.pipe(tap((link) => link.close(4000, 'enough')));

      expectObservable(result$.pipe(map(() => 'c'))).toBe('#', undefined, closedBy(4000, 'enough'));
    }),
  );

  it.each([
    ['o-o', "'o-o' opens twice: o comes after the opening"],
    ['a-o', "'a-o' has a before the opening: draw an o first"],
  ])('refuses %p, which cannot happen', (diagram, message) => {
    marbles(({ connection, server }) => {
      expect(() => connection(['o-a', diagram])).toThrow(new TypeError(message));
      expect(() => server({ dials: diagram })).toThrow(new TypeError(message));
    })();
  });

  it('refuses to draw no dial at all, and takes a dial that fails before it would have opened', () => {
    marbles(({ connection, expectObservable }) => {
      expect(() => connection([])).toThrow(
        new TypeError(
          'there is no diagram: draw one for each dial in turn, the last one for all that follow',
        ),
      );
      expectObservable(connection('-#-o')).toBe('-#', undefined, brokenLink());
      const values = { x: closedBy(1012) };
      expectObservable(connection('-x-o', { values })).toBe('-#', undefined, values.x);
    })();
  });
});
