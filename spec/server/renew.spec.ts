import { EMPTY, catchError, mergeMap } from 'rxjs';
import type { HubConfig } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { authenticate, byMessage } from './authenticating.js';
import { chat, stage, subscribe } from './hubTalk.js';

describe('renew', () => {
  const config: Partial<HubConfig> = { ...byMessage, authenticateTimeout: 20 };
  const values = {
    w: 'welcome',
    A: 'authenticated to r0',
    S: 'subscribed to r1 a@0',
    X: 'unsubscribed a EXPIRED',
  };

  it(
    'closes the channels of an identity that has expired, refuses everything, and goes on with a new one',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, config);
      const a = client('a----s--p-i-r-t', {
        a: authenticate('r0', 'ann 7'),
        s: subscribe('r1', 'a'),
        p: chat('m1', 'a', 'late'),
        i: '{"type":"ping","id":"p1"}',
        r: authenticate('r2', 'ann'),
        t: subscribe('r3', 'a'),
      });
      serve('------------------------------------------------!', a);

      expectTalk(a, '(wA)-S-XP-I-R-T', {
        ...values,
        P: 'EXPIRED to m1',
        I: 'pong to p1',
        R: 'authenticated to r2',
        T: 'subscribed to r3 a@0',
      });
    }),
  );

  it(
    'in time keeps the channels, for as long as the new identity holds',
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers, config);
      const a = client('a----s-r', {
        a: authenticate('r0', 'ann 9'),
        s: subscribe('r1', 'a'),
        r: authenticate('r2', 'ann 8'),
      });
      serve('-------------------!', a);
      helpers
        .cold('----------p------p')
        .pipe(mergeMap(() => served.publish('a', { text: 'hi' })))
        .subscribe();

      expectTalk(a, '(wA)-S-R--P----X', { ...values, R: 'authenticated to r2', P: 'a 1 hi' });
    }),
  );

  it(
    'closes with 4001 who brings nothing new within authenticateTimeout, and leaves nothing behind',
    marbles((helpers) => {
      const { served, client } = stage(helpers, { ...config, authenticateTimeout: 5 });
      const a = client('a', { a: authenticate('r0', 'ann 7') });
      const closed$ = a.link$.pipe(
        catchError(() => EMPTY),
        served.serve(),
        mergeMap((event) => (event.type === 'closed' ? [[event.code, event.reason]] : [])),
      );

      helpers.expectObservable(closed$).toBe('------------(x|)', { x: [4001, 'expired'] });
      helpers.flush();
      expect([served.connections, served.channels]).toEqual([0, 0]);
    }),
  );

  it.each([
    ['nobody', authenticate('r2', 'nobody'), 'UNAUTHORIZED to r2'],
    ['another user', authenticate('r2', 'bob'), 'FORBIDDEN to r2'],
    ['somebody of the past', authenticate('r2', 'ann -1'), 'EXPIRED to r2'],
  ])('refused as %s changes nothing: what was granted goes on until it ends', (_, frame, told) => {
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers, config);
      const a = client('a----s-r', { a: authenticate('r0', 'ann 14'), s: subscribe('r1', 'a'), r: frame });
      serve('-----------------!', a);
      helpers
        .cold('----------p')
        .pipe(mergeMap(() => served.publish('a', { text: 'hi' })))
        .subscribe();

      expectTalk(a, '(wA)-S-R--P---X', { ...values, R: told, P: 'a 1 hi' });
    })();
  });

  it(
    'asks anew about each channel, and closes those that are not granted any more',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        ...config,
        authenticate: ({ token = '' }) => ({ user: 'ann', scope: token }),
        authorize: ({ channel, identity }) =>
          (identity as unknown as { scope: string }).scope.includes(channel),
      });
      const a = client('a----s-t-r', {
        a: authenticate('r0', 'ab'),
        s: subscribe('r1', 'a'),
        t: subscribe('r2', 'b'),
        r: authenticate('r3', 'b'),
      });
      serve('------------!', a);

      expectTalk(a, '(wA)-S-T-(XR)', {
        ...values,
        T: 'subscribed to r2 b@0',
        X: 'unsubscribed a FORBIDDEN',
        R: 'authenticated to r3',
      });
    }),
  );
});
