import type { HubConfig } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { authenticate, byMessage } from './authenticating.js';
import { inShort, stage, subscribe } from './hubTalk.js';

describe('grants', () => {
  const config: Partial<HubConfig> = { ...byMessage, authenticateTimeout: 20 };
  const values = {
    w: 'welcome',
    A: 'authenticated to r0',
    S: 'subscribed to r1 a@0',
    X: 'unsubscribed a EXPIRED',
  };

  it(
    'closes a channel alone whose grant has ended, unless it was renewed',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        ...config,
        authorize: ({ channel }) => (channel === 'a' ? { expiresIn: 6 } : true),
      });
      const requests = { a: authenticate('r0', 'ann'), s: subscribe('r1', 'a'), t: subscribe('r2', 'b') };
      const a = client('a----s-t', requests);
      const b = client('a----s-t-r', { ...requests, r: authenticate('r3', 'ann') });
      serve('------------------!', a, b);

      const T = 'subscribed to r2 b@0';
      expectTalk(a, '(wA)-S-T---X', { ...values, T });
      expectTalk(b, '(wA)-S-T-R-----X', { ...values, T, R: 'authenticated to r3' });
    }),
  );

  it.each([
    [{ expiresIn: 0 }, 'EXPIRED to r1'],
    [{ expiresIn: NaN }, 'INTERNAL to r1'],
    [{ expiresIn: undefined }, 'INTERNAL to r1'],
    [{}, 'FORBIDDEN to r1'],
    ['yes', 'FORBIDDEN to r1'],
  ])('takes %p for no grant', (answer, told) => {
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { authorize: () => answer as never });
      const a = client('o-s', { s: subscribe('r1', 'a') });
      serve('------!', a);

      expectTalk(a, 'w-S', { w: 'welcome', S: told });
    })();
  });

  it(
    'holds an identity that ends later than a timer can wait',
    marbles((helpers) => {
      const { client, serve } = stage(helpers, config);
      const a = client('a----s', { a: authenticate('r0', `ann ${2 ** 31 + 5}`), s: subscribe('r1', 'a') });
      serve('--------!', a);
      const told: string[] = [];
      a.sent$.subscribe((text) => told.push(inShort(text)));

      helpers.flush();
      expect(told).toEqual(['welcome', 'authenticated to r0', 'subscribed to r1 a@0']);
    }),
  );
});
