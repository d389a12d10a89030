import { Subject, endWith, merge, mergeMap, take } from 'rxjs';
import { fromHubEvents } from 'rxwire';
import { fakeFetch } from 'rxwire/testing';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';
import { begun, chat, head, published, subscribe, talk, unsubscribe, url } from './hubTalk.js';

const refusal = (status: number, data: object) => ({
  head: { status, headers: { 'content-type': 'application/json' } },
  text: JSON.stringify({ type: 'error', data }),
});
const forbidden = refusal(403, { code: 'FORBIDDEN', channel: 'a' });

describe('dialHub', () => {
  it(
    'posts one message after another, and what follows a subscription when that has been joined',
    marbles(({ expectObservable, scheduler }) => {
      const { heard$, requests$ } = talk(
        ['(o|)', '--o-S', '--(ox|)', '-(oy|)'],
        { 0: [subscribe('r1', 'a'), chat('m1'), chat('m2')] },
        { S: begun({ a: 0 }), x: '{"type":"ack","id":"m1"}', y: '{"type":"ack","id":"m2"}' },
        (frame, act) => void scheduler.schedule(act, frame),
      );

      expectObservable(heard$, '^--------!').toBe('o---S-xy--', {
        o: 'open',
        S: 'r1 subscribed a0',
        x: 'm1 ack',
        y: 'm2 ack',
      });
      expectObservable(requests$).toBe('(pg)m-n--x', {
        p: 'POST hello ping',
        g: 'GET a from ',
        m: 'POST m1 chat a',
        n: 'POST m2 chat a',
        x: 'abort',
      });
    }),
  );

  it(
    'ends one channel with its refusal, and asks for the others',
    marbles(({ expectObservable, scheduler }) => {
      const { heard$, requests$ } = talk(
        ['(o|)', '----(ft|)', 'o-S'],
        { 0: [subscribe('r1', 'a'), subscribe('r2', 'b')] },
        { f: forbidden.head, t: forbidden.text, S: begun({ b: 0 }) },
        (frame, act) => void scheduler.schedule(act, frame),
      );

      expectObservable(heard$, '^-------!').toBe('o-----(fb)', {
        o: 'open',
        f: 'r1 FORBIDDEN a',
        b: 'r2 subscribed b0',
      });
      expectObservable(requests$).toBe('(pg)b---x', {
        p: 'POST hello ping',
        g: 'GET a,b from ',
        b: 'GET b from ',
        x: 'abort',
      });
    }),
  );

  it(
    'ends the stream when the last channel is left, and nothing comes any more',
    marbles(({ expectObservable, scheduler }) => {
      const { heard$, requests$ } = talk(
        ['(o|)', 'oS-a--b'],
        { 0: [subscribe('r1', 'a')], 5: [unsubscribe('r2', 'a')] },
        { S: begun({ a: 0 }), a: published('a', 1, '=a:E:1'), b: published('a', 2, '=a:E:2') },
        (frame, act) => void scheduler.schedule(act, frame),
      );

      expectObservable(heard$, '^-------!').toBe('oS-a-u---', {
        o: 'open',
        S: 'r1 subscribed a0',
        a: 'chat a1',
        u: 'r2 unsubscribed a',
      });
      expectObservable(requests$).toBe('(pg)-x', { p: 'POST hello ping', g: 'GET a from ', x: 'abort' });
    }),
  );

  it(
    'has a channel subscribed to anew that could not be gone on with',
    marbles(({ expectObservable, scheduler }) => {
      const { heard$, requests$ } = talk(
        ['(o|)', 'oS', 'o----T', '-'],
        { 0: [subscribe('r1', 'a')], 5: [subscribe('r2', 'b')] },
        { S: begun({ a: 4 }), T: begun({ a: 1, b: 0 }, false) },
        (frame, act) => void scheduler.schedule(act, frame),
      );

      expectObservable(heard$, '^-------------!').toBe('oS--------(bu)', {
        o: 'open',
        S: 'r1 subscribed a4',
        b: 'r2 subscribed b0',
        u: 'INSUFFICIENT_STATE a',
      });
      expectObservable(requests$).toBe('(pg)-(xh)-(xi)x', {
        p: 'POST hello ping',
        g: 'GET a from ',
        x: 'abort',
        h: 'GET a,b from 4',
        i: 'GET b from 0',
      });
    }),
  );

  it.each([
    ['the stream ends', 'oS-|', {}, '---#', { kind: 'closed', code: 1005, reason: '', wasClean: true }],
    ['the stream breaks', 'oS-#', {}, '---#', { kind: 'closed', code: 1006, reason: '', wasClean: false }],
    [
      'the hub does not know who it is',
      '-(ut|)',
      {},
      '-#',
      expect.objectContaining({ kind: 'handshake', status: 401 }) as object,
    ],
    ['no hub answers', '-(wn|)', {}, '-#', { kind: 'handshake', status: 502, headers: {} }],
    ['no headers come', '-', { connectTimeout: 3 }, '---#', { kind: 'connect-timeout', timeout: 3 }],
    [
      'a stream does not begin',
      'o-',
      { requestTimeout: 4 },
      '----#',
      { kind: 'heartbeat-timeout', timeout: 4 },
    ],
    ['a stream is silent', 'oS', { idleTimeout: 3 }, '----#', { kind: 'heartbeat-timeout', timeout: 3 }],
  ])('ends when %s', (_, diagram, config, expected, error) => {
    marbles(({ expectObservable, scheduler }) => {
      const unknown = refusal(401, { code: 'UNAUTHORIZED' });
      const { heard$ } = talk(
        ['(o|)', diagram],
        { 0: [subscribe('r1', 'a')] },
        { S: begun({ a: 0 }), u: unknown.head, t: unknown.text, w: { status: 502 }, n: 'Bad Gateway' },
        (frame, act) => void scheduler.schedule(act, frame),
        config,
      );

      const joined = diagram.startsWith('oS') ? `oS${expected.slice(2)}` : `o${expected.slice(1)}`;
      expectObservable(heard$).toBe(joined, { o: 'open', S: 'r1 subscribed a0' }, error);
    })();
  });

  it.each([
    ['breaks', '--#', '--#', { kind: 'unreachable' }],
    ['is not answered', '-', '----#', { kind: 'heartbeat-timeout', timeout: 4 }],
    ['is answered by somebody else', '-(wn|)', '-#', { kind: 'handshake', status: 502, headers: {} }],
  ])('ends when a message %s', (_, diagram, expected, error) => {
    marbles(({ expectObservable, scheduler }) => {
      const { heard$ } = talk(
        ['(o|)', diagram],
        { 0: [chat('m1')] },
        { w: { status: 502 }, n: 'Bad Gateway' },
        (frame, act) => void scheduler.schedule(act, frame),
        { requestTimeout: 4 },
      );

      expectObservable(heard$).toBe(`o${expected.slice(1)}`, { o: 'open' }, error);
    })();
  });

  it(
    'fails as a dial that took too long when nobody answers the ping, and takes nothing more then',
    marbles(({ expectObservable }) => {
      const fake = fakeFetch('-');

      expectObservable(
        fromHubEvents({ url, fetch: fake.fetch, connectTimeout: 5 }).pipe(failingWithFacts()),
      ).toBe('-----#', undefined, { kind: 'connect-timeout', timeout: 5 });
      expectObservable(fake.calls$).toBe('p----x', { p: 'POST http://a/hub', x: 'abort' });
    }),
  );

  it(
    'counts what waits to be posted, ends above the limit, and takes nothing afterwards',
    marbles(({ expectObservable, scheduler }) => {
      const fake = fakeFetch(['(o|)', '-(o|)', '-'], { values: { o: head } });
      const bytes = chat('m1').length;
      const counted$ = fromHubEvents({ url, fetch: fake.fetch, maxBuffered: 2 * bytes }).pipe(
        mergeMap(({ send, buffered, incoming$ }) => {
          const acts$ = new Subject<unknown>();
          const at = (frame: number, ...texts: readonly string[]): void =>
            void scheduler.schedule(() => {
              texts.forEach(send);
              acts$.next(buffered() / bytes);
            }, frame);
          at(0, chat('m1'), chat('m2'));
          at(2);
          at(3, chat('m3'));
          scheduler.schedule(() => {
            expect(() => send(7 as never)).toThrow(TypeError);
            send(chat('m4'));
            expect(() => send(chat('m5'))).toThrow('not open');
          }, 4);
          return merge(acts$, incoming$.pipe(endWith('over'), take(1)));
        }),
        failingWithFacts(),
      );

      expectObservable(counted$).toBe(
        'a-bc(d#)',
        { a: 2, b: 1, c: 2, d: 'over' },
        expect.objectContaining({ kind: 'closed', code: 4202 }),
      );
    }),
  );
});
