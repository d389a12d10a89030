import { NEVER, map, mergeMap, of, throwError } from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import type { Broker } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { chat, epoch, stage, subscribe, systemMessage, unsubscribe } from './hubTalk.js';

/** What one client hears of one hub for each of its requests, in turn. */
const answers = (
  requests: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
  config: Parameters<typeof stage>[1] = {},
) =>
  marbles((helpers) => {
    const { client, serve, expectTalk } = stage(helpers, config);
    const names = Object.keys(requests).join('-');
    const a = client(`o-${names}`, requests);

    serve(`--${'-'.repeat(names.length)}---!`, a);

    const heard = [...names].map((name) => (name in expected ? name : '-')).join('');
    expectTalk(a, `w-${heard}`, { w: 'welcome', ...expected });
  });

describe('handleRequest', () => {
  it(
    'answers each request once, with its id',
    answers(
      {
        s: subscribe('r1', 'a'),
        t: subscribe('r2', 'a'),
        u: unsubscribe('r3', 'a'),
        v: unsubscribe('r4', 'a'),
        h: systemMessage('r5', { action: 'history', channel: 'a' }),
        p: systemMessage('r6', { action: 'presence', channel: 'a' }),
        i: '{"type":"ping","id":"p1"}',
        m: chat('m1', 'b', 'hi'),
        n: chat('m1', 'b', 'hi'),
        x: systemMessage('r7', { action: 'applaud' }),
      },
      {
        s: 'subscribed to r1 a@0',
        t: 'ALREADY_SUBSCRIBED to r2',
        u: 'unsubscribed to r3 a',
        v: 'NOT_SUBSCRIBED to r4',
        h: 'history to r5',
        p: 'UNAVAILABLE to r6',
        i: 'pong to p1',
        m: 'ack to m1 1',
        n: 'ack to m1 1 again',
        x: 'BAD_REQUEST to r7',
      },
    ),
  );

  it(
    'refuses what is no request, with the id where there is one',
    answers(
      {
        a: 'hello',
        b: '[]',
        c: '{"type":"chat","id":"m1","channel":"a","data":{}}',
        d: '{"type":"chat","id":"m2","data":{"text":"to whom?"}}',
        e: systemMessage('r1', { action: 'subscribe' }),
        f: subscribe('r2', 'a b'),
        g: subscribe('r3', ''),
        h: subscribe('r4', 'x'.repeat(256)),
        i: subscribe('r5', '{a}'),
        j: subscribe('r6', '__proto__'),
      },
      {
        a: 'BAD_REQUEST',
        b: 'BAD_REQUEST',
        c: 'BAD_REQUEST to m1',
        d: 'BAD_REQUEST to m2',
        e: 'BAD_REQUEST to r1',
        f: 'BAD_REQUEST to r2',
        g: 'BAD_REQUEST to r3',
        h: 'BAD_REQUEST to r4',
        i: 'BAD_REQUEST to r5',
        j: 'subscribed to r6 __proto__@0',
      },
    ),
  );

  it(
    'lets nobody publish what has a meaning of its own on the wire',
    answers(
      {
        a: '{"type":"systemMessage","id":"m1","channel":"a","data":{"action":"unsubscribed","channel":"a"}}',
        b: '{"type":"pong","id":"m2","channel":"a"}',
        c: '{"type":"error","id":"m3","channel":"a","data":{"code":"X","message":"x"}}',
        d: '{"type":"applause","id":"m4","channel":"a","data":11}',
      },
      { a: 'BAD_REQUEST to m1', b: 'BAD_REQUEST to m2', c: 'BAD_REQUEST to m3', d: 'ack to m4 1' },
    ),
  );

  it(
    'ignores unknown actions that want no answer, and gives none to a publish without an id',
    answers(
      {
        x: '{"type":"systemMessage","data":{"action":"applaud"}}',
        m: chat(undefined, 'a', 'hi'),
        i: '{"type":"ping"}',
      },
      { i: 'pong' },
    ),
  );

  it(
    'denies everything unless told otherwise',
    answers(
      {
        s: subscribe('r1', 'a'),
        m: chat('m1', 'a', 'hi'),
        h: systemMessage('r2', { action: 'history', channel: 'a' }),
      },
      { s: 'FORBIDDEN to r1', m: 'FORBIDDEN to m1', h: 'FORBIDDEN to r2' },
      { authorize: undefined },
    ),
  );

  it(
    'takes an authorize that throws, rejects or does not answer for a refusal of that request alone',
    answers(
      {
        t: subscribe('r1', 'throws'),
        e: subscribe('r2', 'errors'),
        n: subscribe('r3', 'odd'),
        s: subscribe('r4', 'a'),
      },
      { t: 'INTERNAL to r1', e: 'INTERNAL to r2', n: 'FORBIDDEN to r3', s: 'subscribed to r4 a@0' },
      {
        authorize: ({ channel }) => {
          if (channel === 'throws') throw new Error('bug');
          if (channel === 'errors') return throwError(() => new Error('database'));
          return channel === 'odd' ? ('yes' as never) : of(true);
        },
      },
    ),
  );

  it(
    'subscribes to many in one reply, in which one that is refused holds up no other',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { authorize: ({ channel }) => channel !== 'b' });
      const channels = [{ channel: 'a', since: { offset: 0, epoch } }, { channel: 'b' }, { channel: 'c' }];
      const a = client('o---s', { s: systemMessage('r1', { action: 'subscribe', channels }) });
      const publisher = client('o-p', { p: chat('m1', 'a', 'hi') });

      serve('--------!', a, publisher);

      expectTalk(a, 'w---(SP)', {
        w: 'welcome',
        S: 'subscribed to r1 a@1 recovered 1, c@0',
        P: 'a 1 hi',
      });
      const errors$ = a.sent$.pipe(
        map((text) => (JSON.parse(text) as { data?: { errors?: unknown } }).data?.errors),
      );
      helpers.expectObservable(errors$).toBe('u---(eu)', {
        u: undefined,
        e: [
          {
            code: 'FORBIDDEN',
            message: 'you may not subscribe here',
            channel: 'b',
            retryable: false,
            retryAfter: null,
          },
        ],
      });
    }),
  );

  it(
    'gives no more of a history at once than a recovery replays',
    marbles((helpers) => {
      const { client, serve } = stage(helpers, { recoveryLimit: 1 });
      const a = client('o-1-2-h-i', {
        1: chat('m1', 'a', 'one'),
        2: chat('m2', 'a', 'two'),
        h: systemMessage('r1', { action: 'history', channel: 'a' }),
        i: systemMessage('r2', { action: 'history', channel: 'a', limit: 10 }),
      });
      serve('------------!', a);

      const offsets$ = a.sent$.pipe(
        map((text) => JSON.parse(text) as { data: { items?: readonly { offset: number }[] } }),
        mergeMap(({ data: { items } }) => (items === undefined ? [] : [items.map(({ offset }) => offset)])),
      );
      helpers.expectObservable(offsets$).toBe('------h-i', { h: [1], i: [1] });
    }),
  );

  it(
    'gives history as the publications themselves, and tells when that run is over',
    marbles((helpers) => {
      const { client, serve } = stage(helpers);
      const history = (id: string, rest: object): string =>
        systemMessage(id, { action: 'history', channel: 'a', ...rest });
      const a = client('o-1-2-h-i-j', {
        1: chat('m1', 'a', 'one'),
        2: chat('m2', 'a', 'two'),
        h: history('r1', {}),
        i: history('r2', { since: { offset: 1, epoch }, limit: 10 }),
        j: history('r3', { since: { offset: 1, epoch: 'other' } }),
      });
      serve('------------!', a);

      const told$ = a.sent$.pipe(
        map((text) => JSON.parse(text) as { id?: string; data: Record<string, unknown> }),
        map(({ data }) => [data['items'] ?? data['code'] ?? data['action'], data['offset']]),
      );
      const at = (ms: number): string => new Date(ms).toISOString();
      const one = {
        type: 'chat',
        id: 'm1',
        channel: 'a',
        data: { text: 'one' },
        timestamp: at(2),
        offset: 1,
      };
      const two = {
        type: 'chat',
        id: 'm2',
        channel: 'a',
        data: { text: 'two' },
        timestamp: at(4),
        offset: 2,
      };
      helpers.expectObservable(told$).toBe('w-1-2-h-i-j', {
        w: ['welcome', undefined],
        1: ['ack', 1],
        2: ['ack', 2],
        h: [[one, two], 2],
        i: [[two], 2],
        j: ['UNRECOVERABLE', undefined],
      });
    }),
  );

  it(
    'does not believe a client that claims an offset',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers);
      const a = client('o-s-p', {
        s: subscribe('r1', 'a'),
        p: '{"type":"chat","channel":"a","offset":77,"data":{"text":"hi"}}',
      });
      serve('--------!', a);

      expectTalk(a, 'w-S-P', { w: 'welcome', S: 'subscribed to r1 a@0', P: 'a 1 hi' });
    }),
  );

  it(
    'tells one user nothing of the ids of another',
    marbles((helpers) => {
      let users = 0;
      const { client, serve, expectTalk } = stage(helpers, {
        authenticate: () => ({ user: String((users += 1)) }),
      });
      const a = client('o-p', { p: chat('m1', 'a', 'mine') });
      const b = client('-o--p', { p: chat('m1', 'a', 'mine, too') });

      serve('--------!', a, b);

      expectTalk(b, '-w--A', { w: 'welcome', A: 'ack to m1 2' });
    }),
  );

  const broken = (fault: Partial<Broker>): Broker => ({ ...memoryBroker(), ...fault });
  const failing = (): ReturnType<Broker['publish']> => throwError(() => new Error('ECONNRESET'));

  it(
    'answers UNAVAILABLE when the broker fails',
    answers(
      { m: chat('m1', 'a', 'hi'), h: systemMessage('r1', { action: 'history', channel: 'a' }) },
      { m: 'UNAVAILABLE to m1', h: 'UNAVAILABLE to r1' },
      { broker: broken({ publish: failing, history: failing as never }) },
    ),
  );

  it(
    'answers TIMEOUT when the broker does not answer, pings meanwhile, and goes on with the next request',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        broker: broken({ publish: () => NEVER, subscribe: () => NEVER }),
        requestTimeout: 5,
      });
      const a = client('o-pis', {
        p: chat('m1', 'a', 'hi'),
        i: '{"type":"ping","id":"p1"}',
        s: subscribe('r1', 'a'),
      });
      serve('--------------------!', a);

      expectTalk(a, 'w--i---T----S', {
        w: 'welcome',
        T: 'TIMEOUT to m1',
        i: 'pong to p1',
        S: 'TIMEOUT to r1',
      });
    }),
  );

  it(
    'answers TIMEOUT when authorize does not answer, whatever was asked for',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { authorize: () => NEVER, requestTimeout: 5 });
      const a = client('o-(psh)', {
        p: chat('m1', 'a', 'hi'),
        s: subscribe('r1', 'a'),
        h: systemMessage('r2', { action: 'history', channel: 'a' }),
      });
      serve('--------------------!', a);

      expectTalk(a, 'w------P----S----H', {
        w: 'welcome',
        P: 'TIMEOUT to m1',
        S: 'TIMEOUT to r1',
        H: 'TIMEOUT to r2',
      });
    }),
  );
});
