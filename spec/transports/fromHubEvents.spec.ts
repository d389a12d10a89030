import { catchError, defer, endWith, filter, finalize, map, of, repeat } from 'rxjs';
import { fromHubEvents } from 'rxwire';
import { fakeFetch } from 'rxwire/testing';
import { facts, failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';
import { begun, chat, head, published, subscribe, talk, url } from './hubTalk.js';

describe('fromHubEvents', () => {
  it(
    'is as drawn: opens with a ping, streams what is subscribed to, posts the rest, and goes on when the channels change',
    marbles(({ expectObservable, scheduler }) => {
      const values = {
        p: '{"type":"pong","id":"hello"}',
        S: begun({ a: 1 }),
        a: published('a', 2, '=a:E:2'),
        A: '{"type":"systemMessage","id":"m1","data":{"action":"ack","channel":"a","offset":3}}',
        b: published('a', 3, '=a:E:3'),
        T: begun({ a: 3, b: 7 }),
        d: published('b', 8, '=a:E:3;=b:E:8'),
      };
      const { heard$, requests$ } = talk(
        [
          '--(op|)',
          // From the opening, 2, from 8 and from 15 on.
          'o-S-a----b',
          '-(oA|)',
          'o-T-d',
        ],
        { 0: [subscribe('r1', 'a', 1)], 8: [chat('m1')], 15: [subscribe('r2', 'b', 7)] },
        values,
        (frame, act) => void scheduler.schedule(act, frame - scheduler.now()),
      );
      const unsubscribed = '^-------------------!';
      const expected = '    --o-S-a--A-b-----T-d';
      const requests = '    p-s-----m------(xt)-x';

      expectObservable(heard$, unsubscribed).toBe(expected, {
        o: 'open',
        S: 'r1 subscribed a1',
        a: 'chat a2',
        A: 'm1 ack a3',
        b: 'chat a3',
        T: 'r2 subscribed b7',
        d: 'chat b8',
      });
      expectObservable(requests$).toBe(requests, {
        p: 'POST hello ping',
        s: 'GET a from 1',
        m: 'POST m1 chat a',
        t: 'GET a,b from 3,7',
        x: 'abort',
      });
    }),
  );

  it(
    'does nothing until it is subscribed to, dials anew for each subscriber, and asks the providers for each request',
    marbles(({ expectObservable }) => {
      const fake = fakeFetch('-(o|)', { values: { o: head } });
      const attempts: number[] = [];
      const connection$ = fromHubEvents({
        url: ({ attempt }) => {
          attempts.push(attempt);
          return `${url}?n=${attempts.length}`;
        },
        headers: () => of({ authorization: `Bearer ${attempts.length}` }),
        publishUrl: 'http://a/publish',
        fetch: fake.fetch,
      }).pipe(
        map(({ send }) => {
          send(subscribe('r1', 'ä&b'));
          return 'c';
        }),
      );

      expectObservable(connection$, '--^-!').toBe('---c');
      expectObservable(connection$, '-----^-!').toBe('------c');
      expectObservable(
        fake.calls$.pipe(
          filter((call) => call.includes(' ')),
          map((call, index) => `${call} ${String(fake.requests[index]?.headers.get('authorization'))}`),
        ),
      ).toBe('--pg-qh', {
        p: 'POST http://a/publish Bearer 0',
        g: 'GET http://a/hub?n=1&channel=%C3%A4%26b Bearer 1',
        q: 'POST http://a/publish Bearer 1',
        h: 'GET http://a/hub?n=2&channel=%C3%A4%26b Bearer 2',
      });
    }),
  );

  it(
    'counts the dials that did not open',
    marbles(({ expectObservable }) => {
      const fake = fakeFetch(['-#', '-(x|)', '-(o|)', '-#'], { values: { x: { status: 502 } } });
      const attempts: number[] = [];
      const count = ({ attempt }: { readonly attempt: number }): string => {
        attempts.push(attempt);
        return url;
      };

      const story$ = fromHubEvents({ url: count, fetch: fake.fetch }).pipe(
        map(({ close }) => close()),
        catchError((error: unknown) => of(facts(error))),
        repeat(4),
        endWith(attempts),
      );

      expectObservable(story$).toBe('-uhc(ue|)', {
        u: { kind: 'unreachable' },
        h: { kind: 'handshake', status: 502, headers: {} },
        c: { kind: 'closed', code: 1000, reason: '', wasClean: false },
        e: [0, 1, 2, 0],
      });
    }),
  );

  it.each([
    [{ url: 'ws://a/' }, 'url must be an http or https URL; got ws://a/'],
    [{ url, publishUrl: 'nowhere' }, 'url must be an http or https URL; got nowhere'],
    [{ url, headers: { 'x y': '1' } }, 'headers: no header can have the name of "x y"'],
    [{ url, connectTimeout: 0 }, 'connectTimeout must be a number, 1 or more; got 0'],
    [{ url, requestTimeout: -1 }, 'requestTimeout must be a number, 1 or more; got -1'],
    [{ url, idleTimeout: 0 }, 'idleTimeout must be a number, 1 or more; got 0'],
    [{ url, maxBuffered: 0 }, 'maxBuffered must be a number, 1 or more; got 0'],
    [{ url, maxEventSize: 0 }, 'maxEventSize must be a number, 1 or more; got 0'],
  ])('throws at construction for %j', (config, words) => {
    expect(() => fromHubEvents(config)).toThrow(words);
  });

  it(
    'says so when the platform has no fetch',
    marbles(({ expectObservable }) => {
      const { fetch } = globalThis;
      const missing$ = defer(() => {
        globalThis.fetch = undefined as never;
        return fromHubEvents({ url });
      }).pipe(
        failingWithFacts(),
        finalize(() => (globalThis.fetch = fetch)),
      );

      expectObservable(missing$).toBe('#', undefined, { kind: 'unsupported' });
    }),
  );
});
