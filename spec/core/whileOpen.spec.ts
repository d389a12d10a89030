import { Observable, map, mergeMap } from 'rxjs';
import type { Connection } from 'rxwire';
import { whileOpen } from '../../lib/core/whileOpen.js';
import { marbles } from '../support/marbles.js';

const linkOf = (incoming$: Observable<string>): Connection<string, string> => ({
  incoming$,
  send: () => {},
  buffered: () => 0,
  close: () => {},
});

describe('whileOpen', () => {
  it(
    'does its work until the link ends',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const incoming$ = hot('-a--b--|');
      const work$ = cold('   1--2--3--4--');
      const worked = '       ^------!';
      const expected = '     1--2--3|';

      const result$ = whileOpen(linkOf(incoming$), work$);

      expectObservable(result$).toBe(expected);
      expectSubscriptions(work$.subscriptions).toBe(worked);
      expectSubscriptions(incoming$.subscriptions).toBe(worked);
    }),
  );

  it(
    'completes with the link though its work is over, and with its work though the link is open',
    marbles(({ cold, hot, expectObservable }) => {
      const incoming$ = hot(' -a--b--|');
      const endless$ = hot('  -a--b---');
      const done$ = cold('    1-|');
      const expected = '      1-|';

      expectObservable(whileOpen(linkOf(incoming$), done$)).toBe(expected);
      expectObservable(whileOpen(linkOf(endless$), done$)).toBe(expected);
    }),
  );

  it(
    'passes an error of the work on',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const incoming$ = hot(' -a--b---');
      const subscription = '  ^--!';
      const work$ = cold('    1--#');
      const expected = '      1--#';

      const result$ = whileOpen(linkOf(incoming$), work$);

      expectObservable(result$).toBe(expected);
      expectSubscriptions(incoming$.subscriptions).toBe(subscription);
    }),
  );

  it(
    'goes by ended$ where there is one, and takes no part in the messages',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const incoming$ = hot('-a--b--|');
      const ended$ = hot('   ----e');
      const work$ = cold('   1--2--3--4--');
      const expected = '     1--2|';

      const result$ = whileOpen({ ...linkOf(incoming$), ended$ }, work$);

      expectObservable(result$).toBe(expected);
      expectSubscriptions(incoming$.subscriptions).toBe([]);
    }),
  );

  it(
    'leaves the frames of the opening turn to others',
    marbles(({ connection, expectObservable, cold }) => {
      const source$ = connection('(oab)-c');
      const expected = '          (ab)--c';

      const result$ = source$.pipe(
        mergeMap((link) => {
          whileOpen(link, cold('1')).subscribe();
          return link.incoming$;
        }),
      );

      expectObservable(result$).toBe(expected);
    }),
  );

  it(
    'does not begin when it is unsubscribed from in the opening turn',
    marbles(({ expectObservable }) => {
      let begun = 0;
      const work$ = new Observable<number>(() => {
        begun++;
      });

      whileOpen(linkOf(new Observable()), work$).subscribe().unsubscribe();

      expectObservable(work$.pipe(map(() => begun))).toBe('-');
      expect(begun).toBe(0);
    }),
  );
});
