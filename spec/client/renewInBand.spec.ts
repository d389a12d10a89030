import { map, of, throwError, timer } from 'rxjs';
import { marbles } from '../support/marbles.js';
import { expired, late, saysYes, told, tokens, tokensOf } from './tokenTalk.js';
import type { Message } from './tokenTalk.js';

describe('renewInBand', () => {
  it(
    'renews in band before the identity ends',
    marbles(({ connection, expectObservable, flush }) => {
      const { asked, auth } = tokens({ renewBefore: 3, minUptime: 5 });
      const source$ = connection<Message, object>('o', { says: saysYes(10) });

      expectObservable(told(source$.pipe(auth.admit())), '----------------!').toBe('');
      expectObservable(tokensOf(source$.sent$)).toBe('x------y------z', { x: 't0', y: 't1', z: 't2' });
      flush();
      expect(asked).toEqual(['connect', 'expiring', 'expiring']);
    }),
  );

  it(
    'does not renew sooner than minUptime after a renewal, however soon the new identity ends',
    marbles(({ connection, expectObservable }) => {
      const { auth } = tokens({ minUptime: 5 });
      const source$ = connection<Message, object>('o', { says: saysYes(0) });

      expectObservable(told(source$.pipe(auth.admit())), '------------!').toBe('');
      expectObservable(tokensOf(source$.sent$)).toBe('(xy)-z----w', { x: 't0', y: 't1', z: 't2', w: 't3' });
    }),
  );

  it(
    'renews in band what has expired, once for all, and tells it when it can be had again',
    marbles(({ connection, expectObservable, flush }) => {
      const { asked, auth } = tokens({
        token: ({ reason }) => {
          seen.push(reason);
          return timer(reason === 'connect' ? 0 : 3).pipe(map(() => `t${seen.length - 1}`));
        },
      });
      const seen: string[] = [];
      const source$ = connection<Message, object>('o-emn', {
        values: { e: expired, m: { type: 'chat' }, n: late },
        says: saysYes(),
      });

      expectObservable(told(source$.pipe(auth.admit())), '---------!').toBe('---m-(rr)', {
        m: 'chat',
        r: true,
      });
      flush();
      expect(seen).toEqual(['connect', 'expired']);
      expect(asked).toEqual([]);
    }),
  );

  it(
    'passes on as it is what expires at once again, and what cannot be renewed',
    marbles(({ connection, expectObservable, flush }) => {
      const { asked, auth } = tokens();
      const again$ = connection<Message, object>('o-e-e', { values: { e: expired }, says: saysYes() });
      const failing = tokens({
        token: ({ reason }) => (reason === 'connect' ? of('t') : throwError(() => new Error('logged out'))),
      });
      const lost$ = connection<Message, object>('o-e', { values: { e: expired }, says: saysYes() });

      expectObservable(told(again$.pipe(auth.admit())), '---------!').toBe('--y-n', { y: true, n: false });
      expectObservable(told(lost$.pipe(failing.auth.admit())), '---------!').toBe('--n', { n: false });
      flush();
      expect(asked).toEqual(['connect', 'expired']);
    }),
  );
});
