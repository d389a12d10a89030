import { map, mergeMap, of, scan } from 'rxjs';
import type { Observable } from 'rxjs';
import { ConnectionError, tokenAuth } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { expired, saysYes, told, tokens, tokensOf } from './tokenTalk.js';
import type { Message } from './tokenTalk.js';

const unauthorised = new ConnectionError('handshake', 'refused with 401', { status: 401, headers: {} });
const saysNo = (received$: Observable<unknown>): Observable<Message> =>
  received$.pipe(
    map((message) => ({ type: 'error', id: (message as Message).id ?? '', data: { code: 'UNAUTHORIZED' } })),
  );

describe('tokenAuth', () => {
  it(
    'says who we are before anything else, and passes on what comes after the answer',
    marbles(({ connection, expectObservable, flush }) => {
      const { asked, auth } = tokens();
      const source$ = connection<Message, object>('-o--m', {
        values: { m: { type: 'chat' } },
        says: saysYes(),
      });

      expectObservable(told(source$.pipe(auth.admit())), '------!').toBe('----x', { x: 'chat' });
      expectObservable(tokensOf(source$.sent$)).toBe('-x', { x: 't0' });
      flush();
      expect(asked).toEqual(['connect']);
    }),
  );

  it.each([
    ['a 401', ['--x', 'o'], { x: unauthorised }, undefined],
    ['a 4001', ['o-x', 'o'], { x: closedBy(4001) }, undefined],
    ['a shut gate', ['o', 'o'], {}, saysNo],
  ])('answers %s with one attempt more, and another token', (_, diagrams, values, firstSays) => {
    marbles(({ connection, expectObservable, flush }) => {
      const { asked, auth } = tokens();
      const source$ = connection<Message, object>(diagrams, {
        values: values as never,
        says: (received$, dial) => (dial === 0 && firstSays ? firstSays : saysYes())(received$) as never,
      });

      expectObservable(
        source$.pipe(
          auth.admit(),
          scan((count) => count + 1, 0),
          map(() => 'c'),
        ),
        '---------!',
      ).toBe(firstSays ? 'c' : diagrams[0] === 'o-x' ? 'c-c' : '--c');
      flush();
      expect(asked.at(-1)).toBe('refused');
      expect(source$.subscriptions.length).toBe(2);
    })();
  });

  it.each([
    ['--x', { x: unauthorised }, undefined],
    ['o-x', { x: closedBy(4001) }, undefined],
    ['o', {}, saysNo],
  ])('gives up where the new token is refused too: %s', (diagram, values, says) => {
    marbles(({ connection, flush }) => {
      const { auth } = tokens();
      const source$ = connection<Message, object>(diagram, {
        values: values as never,
        says: (says ?? saysYes()) as never,
      });
      const errors: unknown[] = [];
      source$.pipe(auth.admit()).subscribe({ error: (error: unknown) => errors.push(error) });

      flush();
      expect(errors).toMatchObject([{ kind: 'gate', reason: 'rejected' }]);
      expect(source$.subscriptions.length).toBe(2);
    })();
  });

  it(
    'takes a refusal after minUptime for the first in a row',
    marbles(({ connection, flush }) => {
      const { asked, auth } = tokens({ minUptime: 3 });
      const source$ = connection<Message, object>(['o----x', 'o----x', 'o----x', 'o-x', '--x'], {
        values: { x: closedBy(4001) as never },
        says: saysYes(),
      });
      const errors: unknown[] = [];
      source$.pipe(auth.admit()).subscribe({ error: (error: unknown) => errors.push(error) });

      flush();
      expect(asked).toEqual(['connect', 'refused', 'refused', 'refused']);
      expect(errors).toMatchObject([{ kind: 'gate', reason: 'rejected' }]);
    }),
  );

  it(
    'by headers gives the token to every request, asks once at a time, and dials anew for what has expired',
    marbles(({ connection, expectObservable, flush }) => {
      const { asked, auth } = tokens({ by: 'headers', minUptime: 2 });
      const headers: string[] = [];
      const take = (): void =>
        void auth.headers$.subscribe(({ authorization }) => headers.push(authorization));
      const source$ = connection<Message, object>(['o--e', 'o'], { values: { e: expired } });
      const dialled$ = of(0).pipe(
        mergeMap(() => {
          take();
          take();
          return source$;
        }),
      );

      expectObservable(told(dialled$.pipe(auth.admit())), '---------!').toBe('');
      flush();
      expect(headers).toEqual(['Bearer t0', 'Bearer t0', 'Bearer t1', 'Bearer t1']);
      expect(asked).toEqual(['connect', 'expired']);
      expect(source$.sent$).toBeDefined();
    }),
  );

  it.each([
    [{ token: undefined }, 'token must be a provider; got undefined'],
    [{ token: 'x', by: 'cookie' }, 'by must be one of message, headers; got cookie'],
    [{ token: 'x', minUptime: -1 }, 'minUptime must be a number, 0 or more; got -1'],
  ])('refuses %p', (config, words) => {
    expect(() => tokenAuth(config as never)).toThrow(words);
  });
});
