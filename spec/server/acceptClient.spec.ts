import { EMPTY, NEVER, catchError, filter, map, merge, mergeMap, of, throwError, timer } from 'rxjs';
import type { HubConfig, Identity } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { chat, stage, subscribe } from './hubTalk.js';
import type { DrawnClient } from './hubTalk.js';

/** How a hub closes a client that sends these frames, and when. */
const closing = (
  diagram: string,
  values: Readonly<Record<string, string>>,
  expected: string,
  words: readonly [code: number, reason: string],
  config: Partial<HubConfig<Identity>> = {},
) =>
  marbles((helpers) => {
    const { served, client } = stage(helpers, config);
    const closed$ = client(diagram, values).link$.pipe(
      catchError(() => EMPTY),
      served.serve(),
      mergeMap((event) => (event.type === 'closed' ? [[event.code, event.reason]] : [])),
    );

    helpers.expectObservable(closed$).toBe(expected, { x: words });
  });

const flood = Object.fromEntries([...'abcdef'].map((name) => [name, `{"type":"ping","id":"${name}"}`]));

describe('acceptClient', () => {
  it(
    'closes with 4001 whom authenticate does not know',
    closing('o', {}, '(x|)', [4001, 'unauthorised'], { authenticate: () => null }),
  );

  it(
    'closes with 4100 when authenticate fails, so that the client comes back',
    closing('o', {}, '--(x|)', [4100, 'try again later'], {
      authenticate: () => timer(2).pipe(mergeMap(() => throwError(() => new Error('database')))),
    }),
  );

  it(
    'closes with 4100 when authenticate throws or has no value',
    closing('o', {}, '(x|)', [4100, 'try again later'], { authenticate: () => EMPTY }),
  );

  it(
    'closes with 4008 when authenticate takes too long',
    closing('o', {}, '-----(x|)', [4008, 'not initialised in time'], {
      authenticate: () => NEVER,
      authenticateTimeout: 5,
    }),
  );

  it(
    'closes with 4100 who has a connection too many, says so, and lets the next in when one has ended',
    marbles((helpers) => {
      const { served, client } = stage(helpers, {
        maxConnectionsPerUser: 1,
        authenticate: () => ({ user: 'ann' }),
      });
      const [first, second, third] = ['o-------|', '--o', '---------o'].map((diagram) => client(diagram));
      const links = [first, second, third].map((each) => (each as DrawnClient).link$);
      const happened$ = merge(...links.map((link$) => link$.pipe(catchError(() => EMPTY)))).pipe(
        served.serve(),
        map((event) => (event.type === 'refused' ? event.code : event.type)),
      );

      helpers.expectObservable(happened$, '----------!').toBe('c-(rxd)-dc', {
        c: 'connected',
        r: 'LIMIT_CONNECTIONS',
        x: 'closed',
        d: 'disconnected',
      });
    }),
  );

  it(
    'closes with 4009 for what is no text',
    closing('o-b', { b: new ArrayBuffer(1) as never }, '--(x|)', [4009, 'text only']),
  );

  it(
    'keeps what comes while it authenticates, and greets first',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authenticate: () => timer(4).pipe(map(() => ({ user: 'ann' }))),
      });
      const a = client('(os)m', { s: subscribe('r1', 'a'), m: chat('m1', 'a', 'hi') });

      serve('--------------!', a);

      expectTalk(a, '----(wSAP)', { w: 'welcome', S: 'subscribed to r1 a@0', A: 'ack to m1 1', P: 'a 1 hi' });
    }),
  );

  it(
    'asks authenticate with the name of the connection and its request',
    marbles((helpers) => {
      const asked: unknown[] = [];
      const { served, client } = stage(helpers, {
        authenticate: (context) => {
          asked.push(context);
          return of({ user: 'ann' });
        },
      });
      const request = { url: '/' } as never;
      const events$ = client('o--|').link$.pipe(
        map((connection) => ({ ...connection, request })),
        served.serve(),
      );

      helpers.expectObservable(events$).toBe('c--(d|)', {
        c: { type: 'connected', connection: 'c1', user: 'ann' },
        d: { type: 'disconnected', connection: 'c1' },
      });
      helpers.scheduler.schedule(() => expect(asked).toEqual([{ connection: 'c1', request }]), 10);
    }),
  );

  it(
    'handles the requests of one client one after the other, and those of another meanwhile',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authorize: ({ channel }) => (channel === 'slow' ? timer(6).pipe(map(() => true)) : true),
      });
      const a = client('o-sf', { s: chat('m1', 'slow', 'hi'), f: chat('m2', 'fast', 'hi') });
      const b = client('o---f', { f: chat('m3', 'fast', 'hi') });

      serve('--------------!', a, b);

      expectTalk(a, 'w-------(SF)', { w: 'welcome', S: 'ack to m1 1', F: 'ack to m2 2' });
      expectTalk(b, 'w---F', { w: 'welcome', F: 'ack to m3 1' });
    }),
  );

  it(
    'answers a ping while it works on a request, so that nobody takes the link for dead',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authorize: () => timer(6).pipe(map(() => true)),
      });
      const a = client('o-s-a', { s: chat('m1', 'slow', 'hi'), ...flood });

      serve('--------------!', a);

      expectTalk(a, 'w---a---S', { w: 'welcome', a: 'pong to a', S: 'ack to m1 1' });
    }),
  );

  it(
    'answers a ping that comes while it authenticates behind the greeting',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authenticate: () => timer(6).pipe(map(() => ({ user: 'ann' }))),
      });
      const a = client('o-ab', flood);

      serve('--------------!', a);

      expectTalk(a, '------(wab)', { w: 'welcome', a: 'pong to a', b: 'pong to b' });
    }),
  );

  it(
    'refuses requests beyond what may wait, also of a client that is not yet known, and leaves it to the client how long to wait',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        authenticate: () => timer(6).pipe(map(() => ({ user: 'ann' }))),
        requestBurst: 2,
        requestRate: 1_000,
      });
      const a = client('o-abc', flood);

      serve('--------------!', a);

      expectTalk(a, '------(wabc)', {
        w: 'welcome',
        a: 'pong to a',
        b: 'pong to b',
        c: 'LIMIT_RATE to c',
      });
      const waits$ = a.sent$.pipe(
        map((text) => (JSON.parse(text) as { data?: { retryAfter?: unknown } }).data?.retryAfter),
        filter((wait) => wait !== undefined),
      );
      helpers.expectObservable(waits$).toBe('------n', { n: null });
    }),
  );

  it(
    'refuses requests beyond the rate, says when to try again, and lets the next through then',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { requestRate: 100, requestBurst: 2 });
      const a = client('o-(abc)------d', flood);
      serve('------------------!', a);

      expectTalk(a, 'w-(abc)------d', {
        w: 'welcome',
        a: 'pong to a',
        b: 'pong to b',
        c: 'LIMIT_RATE to c',
        d: 'pong to d',
      });
      const waits$ = a.sent$.pipe(
        mergeMap((text) => {
          const { type, data } = JSON.parse(text) as { type: string; data: unknown };
          return type === 'error' ? [data] : [];
        }),
      );
      helpers.expectObservable(waits$).toBe('--c', {
        c: { code: 'LIMIT_RATE', message: 'too many requests', retryable: true, retryAfter: 10 },
      });
    }),
  );

  it(
    'closes with 4101 whoever does not stop',
    marbles((helpers) => {
      const { served } = stage(helpers, { requestBurst: 2 });
      const pings$ = helpers.cold('-x').pipe(mergeMap(() => Array<string>(203).fill('{"type":"ping"}')));
      const connection = { incoming$: pings$, send: () => {}, buffered: () => 0, close: () => {} };

      const closed$ = served
        .accept(connection)
        .pipe(mergeMap((event) => (event.type === 'closed' ? [event.code] : [])));

      helpers.expectObservable(closed$).toBe('-(c|)', { c: 4101 });
    }),
  );

  it(
    'refuses a message that is too large',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { maxPayload: 60 });
      const a = client('o-a-b', {
        a: chat('m1', 'a', 'x'.repeat(20)),
        b: chat('m1', 'a', 'x'),
      });
      serve('------!', a);

      expectTalk(a, 'w-a-b', { w: 'welcome', a: 'LIMIT_PAYLOAD to m1', b: 'ack to m1 1' });
    }),
  );

  it(
    'closes with 4201 a client that answers no ping',
    marbles((helpers) => {
      const { served, client } = stage(helpers, { pingInterval: 3, pongTimeout: 2 });
      const pings: number[] = [];
      const closed$ = client('o').link$.pipe(
        map((connection) => ({ ...connection, ping: () => void pings.push(helpers.scheduler.frame) })),
        catchError(() => EMPTY),
        served.serve(),
        mergeMap((event) => (event.type === 'closed' ? [event.code] : [])),
      );

      helpers.expectObservable(closed$).toBe('-----(c|)', { c: 4201 });
      helpers.scheduler.schedule(() => expect(pings).toEqual([3]), 20);
    }),
  );
});
