import { EMPTY, NEVER, catchError, delay, map, mergeMap, of } from 'rxjs';
import { marbles } from '../support/marbles.js';
import { authenticate, byMessage, byToken } from './authenticating.js';
import { chat, inShort, stage, subscribe, systemMessage } from './hubTalk.js';

describe('introduction', () => {
  it(
    'lets a client be served from then on, and greeted before it is told so',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, byMessage);
      const a = client('o-a---s', { a: authenticate('r0', 'ann'), s: subscribe('r1', 'a') });
      serve('--------!', a);

      expectTalk(a, '--(wA)S', { w: 'welcome', A: 'authenticated to r0', S: 'subscribed to r1 a@0' });
    }),
  );

  it(
    'has what it asked for meanwhile answered when it is known',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        ...byMessage,
        authenticate: (context) => of(byToken(context)).pipe(delay(3)),
      });
      const a = client('oas', { a: authenticate('r0', 'ann'), s: subscribe('r1', 'a') });
      serve('-------!', a);

      expectTalk(a, '----(wAS)', { w: 'welcome', A: 'authenticated to r0', S: 'subscribed to r1 a@0' });
    }),
  );

  it.each([
    ['a token of nobody', authenticate('r0', 'nobody'), 'UNAUTHORIZED to r0', 4001],
    ['a token that has expired', authenticate('r0', 'ann 0'), 'EXPIRED to r0', 4001],
    ['another request', subscribe('r1', 'a'), 'BAD_REQUEST to r1', 4009],
    ['a publish', chat('m1', 'a', 'hi'), 'BAD_REQUEST to m1', 4009],
    ['a ping', '{"type":"ping","id":"p"}', 'BAD_REQUEST to p', 4009],
    ['nonsense', 'let me in', 'BAD_REQUEST', 4009],
    ['a token that is no text', systemMessage('r0', { action: 'authenticate' }), 'BAD_REQUEST to r0', 4009],
    ['more than a message may hold', authenticate('r0', 'x'.repeat(70_000)), 'LIMIT_PAYLOAD to r0', 4009],
  ])('is turned away with a word, and served nothing, for %s', (_, frame, told, code) => {
    marbles((helpers) => {
      const asked: string[] = [];
      const { served, client } = stage(helpers, {
        ...byMessage,
        authorize: ({ channel }) => {
          asked.push(channel);
          return true;
        },
      });
      const a = client('o-xy', { x: frame, y: subscribe('r9', 'b') });
      const events$ = a.link$.pipe(
        catchError(() => EMPTY),
        served.serve(),
        map((event) => ('code' in event ? `${event.type} ${String(event.code)}` : event.type)),
      );

      helpers.expectObservable(a.sent$.pipe(map(inShort))).toBe('--x', { x: told });
      helpers.expectObservable(events$).toBe('--(rcd|)', {
        r: `refused ${told.split(' ')[0]}`,
        c: `closed ${code}`,
        d: 'disconnected',
      });
      helpers.flush();
      expect(asked).toEqual([]);
      expect(served.channels).toBe(0);
    })();
  });

  it.each([
    ['says nothing', 'o', {}, byMessage],
    [
      'is not known in time',
      'o---a',
      { a: authenticate('r0', 'ann') },
      { ...byMessage, authenticate: () => NEVER },
    ],
  ])('is closed with 4008 where it %s', (_, diagram, values, config) => {
    marbles((helpers) => {
      const { served, client } = stage(helpers, { ...config, authenticateTimeout: 6 });
      const closed$ = client(diagram, values as never).link$.pipe(
        catchError(() => EMPTY),
        served.serve(),
        mergeMap((event) => (event.type === 'closed' ? [event.code] : [])),
      );

      helpers.expectObservable(closed$).toBe('------(x|)', { x: 4008 });
    })();
  });

  it(
    'need not, where the handshake says it and either will do',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authenticateBy: 'either',
        authenticate: (context) => (context.token === undefined ? { user: 'cookie' } : byToken(context)),
      });
      const a = client('o-s', { s: subscribe('r1', 'a') });
      serve('----!', a);

      expectTalk(a, 'w-S', { w: 'welcome', S: 'subscribed to r1 a@0' });
    }),
  );

  it(
    'may, where the handshake says nothing and either will do',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authenticateBy: 'either',
        authenticate: byToken,
      });
      const a = client('o-a', { a: authenticate('r0', 'ann') });
      serve('----!', a);

      expectTalk(a, '--(wA)', { w: 'welcome', A: 'authenticated to r0' });
    }),
  );
});
