import { NEVER, Observable, concat, delay, finalize, interval, map, of, take, throwError } from 'rxjs';
import { hub, memoryBroker, Refusal, requestHandler } from 'rxwire/server';
import type { RequestHandlerConfig } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { stage, systemMessage } from './hubTalk.js';

interface Question {
  readonly symbol: string;
}
const decode: RequestHandlerConfig<Question>['decode'] = (data) =>
  typeof (data as Partial<Question> | undefined)?.symbol === 'string'
    ? { _tag: 'Right', right: data as Question }
    : { _tag: 'Left', left: 'no symbol' };
const handlerWith = (config: Partial<RequestHandlerConfig<Question>>) =>
  requestHandler<Question>({ decode, authorize: () => true, handle: () => of(1, 2), ...config });
const ask = (id: string | undefined, data: unknown = { symbol: 'A' }) =>
  JSON.stringify({ type: 'ask', ...(id !== undefined && { id }), data });
const cancel = (request: string) =>
  JSON.stringify({ type: 'systemMessage', data: { action: 'cancel', request } });
const replies = {
  w: 'welcome',
  r: 'reply to r1',
  s: 'reply to r2',
  n: 'next to r1',
  m: 'next to r2',
  c: 'complete to r1',
};

describe('requestHandler', () => {
  it(
    'answers by its first value, or by all of them where it is a stream',
    marbles((helpers) => {
      const handle = () => interval(3).pipe(take(2));
      const one = stage(helpers, { requests: { ask: handlerWith({ handle }) } });
      const many = stage(helpers, { requests: { ask: handlerWith({ handle, stream: true }) } });
      const asked = { q: ask('r1') };
      const first = one.client('o-q', asked);
      const second = many.client('o-q', asked);

      helpers.expectObservable(one.serve('20ms !', first));
      helpers.expectObservable(many.serve('20ms !', second));
      one.expectTalk(first, '  w----r', replies);
      many.expectTalk(second, 'w----n--(nc)', replies);
    }),
  );

  it('is told who asks for what, and its values are sent', () => {
    const seen: unknown[] = [];
    const sent: unknown[] = [];
    marbles((helpers) => {
      const handle = (context: unknown) => {
        seen.push(context);
        return of({ price: 12 });
      };
      const { client, serve } = stage(helpers, {
        authenticate: () => ({ user: 'ann' }),
        requests: { ask: handlerWith({ handle }) },
      });
      const asking = client('oq', { q: ask('r1') });
      helpers.expectObservable(serve('9ms !', asking));
      asking.sent$.subscribe((text) => sent.push((JSON.parse(text) as { data: unknown }).data));
    })();

    expect(seen).toEqual([
      {
        type: 'ask',
        id: 'r1',
        data: { symbol: 'A' },
        connection: expect.any(String) as string,
        identity: { user: 'ann' },
      },
    ]);
    expect(sent.at(-1)).toEqual({ action: 'reply', value: { price: 12 } });
  });

  it.each<[what: string, config: Partial<RequestHandlerConfig<Question>>, question: string, answer: string]>([
    ['nobody allowed it', { authorize: undefined as never }, ask('r1'), 'FORBIDDEN to r1'],
    ['it is not allowed', { authorize: () => of(false) }, ask('r1'), 'FORBIDDEN to r1'],
    [
      'nothing says that it is',
      { authorize: () => new Observable((o) => o.complete()) },
      ask('r1'),
      'FORBIDDEN to r1',
    ],
    ['its data is not as it should be', {}, ask('r1', { symbol: 7 }), 'BAD_REQUEST to r1'],
    ['it has no id', {}, ask(undefined), 'BAD_REQUEST'],
    [
      'the handler refuses',
      { handle: () => throwError(() => new Refusal('EXPIRED', 'over')) },
      ask('r1'),
      'EXPIRED to r1',
    ],
    [
      'the handler fails',
      { handle: () => throwError(() => new Error('secret')) },
      ask('r1'),
      'INTERNAL to r1',
    ],
    [
      'the handler throws',
      {
        handle: () => {
          throw new Error('secret');
        },
      },
      ask('r1'),
      'INTERNAL to r1',
    ],
    [
      'the check throws',
      {
        authorize: () => {
          throw new Error('secret');
        },
      },
      ask('r1'),
      'INTERNAL to r1',
    ],
    [
      'a stream fails',
      { stream: true, handle: () => throwError(() => new Error('secret')) },
      ask('r1'),
      'INTERNAL to r1',
    ],
  ])('refuses where %s, and says no more than it should', (_, config, question, answer) => {
    const texts: string[] = [];
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { requests: { ask: handlerWith(config) } });
      const asking = client('o-q', { q: question });

      helpers.expectObservable(serve('9ms !', asking));
      expectTalk(asking, 'w-x', { ...replies, x: answer });
      asking.sent$.subscribe((text) => texts.push(text));
    })();

    expect(texts.join()).not.toContain('secret');
  });

  it(
    'ends an answer that takes too long with TIMEOUT, and unsubscribes from it',
    marbles((helpers) => {
      let left = 0;
      const handle = () => NEVER.pipe(finalize(() => (left += 1)));
      const { client, serve, expectTalk } = stage(helpers, {
        requestTimeout: 5,
        requests: { ask: handlerWith({ handle }), slow: handlerWith({ handle, stream: true, deadline: 8 }) },
      });
      const asking = client('o(qp)', { q: ask('r1'), p: ask('r2').replace('ask', 'slow') });

      helpers.expectObservable(serve('20ms !', asking));
      expectTalk(asking, 'w-----x--y', { ...replies, x: 'TIMEOUT to r1', y: 'TIMEOUT to r2' });
      helpers.act('15ms l', { l: () => expect(left).toBe(2) });
    }),
  );

  it(
    'unsubscribes when the client cancels, and when it is gone',
    marbles((helpers) => {
      const running = { count: 0 };
      const handle = () =>
        new Observable((subscriber) => {
          running.count += 1;
          subscriber.add(interval(5).subscribe(subscriber));
          subscriber.add(() => (running.count -= 1));
        });
      const { client, serve, expectTalk } = stage(helpers, {
        requests: { ask: handlerWith({ handle, stream: true }) },
      });
      const asking = client('o(qp)----x----#', { q: ask('r1'), p: ask('r2'), x: cancel('r1') });

      helpers.act('--a----b--c', {
        a: () => expect(running.count).toBe(2),
        b: () => expect(running.count).toBe(2),
        c: () => expect(running.count).toBe(1),
      });
      helpers.act('15ms d', { d: () => expect(running.count).toBe(0) });
      helpers.expectObservable(serve('20ms !', asking));
      expectTalk(asking, 'w-----(nm)-m', replies);
    }),
  );

  it(
    'works beside other requests, which do not wait for it',
    marbles((helpers) => {
      const handle = ({ data }: { readonly data: Question }) =>
        of(0).pipe(delay(data.symbol === 'A' ? 6 : 1));
      const { client, serve, expectTalk } = stage(helpers, { requests: { ask: handlerWith({ handle }) } });
      const asking = client('oqph', {
        q: ask('r1'),
        p: ask('r2', { symbol: 'B' }),
        h: systemMessage('h1', { action: 'history', channel: 'a' }),
      });

      helpers.expectObservable(serve('20ms !', asking));
      expectTalk(asking, 'w--(hs)r', { ...replies, h: 'history to h1' });
    }),
  );

  it(
    'answers so many at a time, each under an id of its own',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, {
        maxRequests: 2,
        requests: { ask: handlerWith({ handle: () => NEVER, stream: true }) },
      });
      const asking = client('oqqpsxs', { q: ask('r1'), p: ask('r2'), s: ask('r3'), x: cancel('r1') });

      helpers.expectObservable(serve('20ms !', asking));
      expectTalk(asking, 'w-b-l', { ...replies, b: 'BAD_REQUEST to r1', l: 'LIMIT_RATE to r3' });
    }),
  );

  it.each([
    ['error', '5 of 8', 'UNAVAILABLE to r1'],
    ['drop', '5 of 8', 'complete to r1'],
  ] as const)('where a client reads too slowly, overflow: %s', (overflow, _, end) => {
    const sent: string[] = [];
    marbles((helpers) => {
      const full = { now: 0 };
      const handle = () => concat(of('a'), of('b').pipe(delay(2)), of('c').pipe(delay(2)));
      const { client, serve, expectTalk } = stage(helpers, {
        maxPending: 1_000,
        requests: { ask: handlerWith({ handle, stream: true, overflow }) },
      });
      const drawn = client('oq', { q: ask('r1') });
      const link$ = Object.assign(drawn.link$.pipe(map((link) => ({ ...link, buffered: () => full.now }))), {
        sent$: drawn.link$.sent$,
      });
      helpers.act('--fe', { f: () => (full.now = 600), e: () => undefined });
      helpers.act('----e', { e: () => (full.now = 0) });
      helpers.expectObservable(serve('20ms !', { ...drawn, link$: link$ as never }));
      expectTalk(drawn, overflow === 'drop' ? 'wn---(nc)' : 'wn-x', {
        ...replies,
        x: end,
      });
      drawn.sent$.subscribe((text) => sent.push(text));
    })();

    expect(sent.filter((text) => text.includes('"value"'))).toHaveLength(overflow === 'drop' ? 2 : 1);
  });

  it.each<[what: string, make: () => unknown, words: string]>([
    ['no decode', () => handlerWith({ decode: undefined as never }), 'decode must be a function'],
    ['no handle', () => handlerWith({ handle: 1 as never }), 'handle must be a function; got 1'],
    ['a deadline of no time', () => handlerWith({ deadline: 0 }), 'deadline must be'],
    ['an unknown overflow', () => handlerWith({ overflow: 'wait' as never }), 'overflow must be'],
    [
      'no handler',
      () => hub({ broker: memoryBroker(), requests: { a: {} as never } }),
      'requests.a must be made by requestHandler',
    ],
    [
      'a type of the protocol',
      () => hub({ broker: memoryBroker(), requests: { ping: handlerWith({}) } }),
      'requests.ping: that type has a meaning of its own',
    ],
    ['room for none', () => hub({ broker: memoryBroker(), maxRequests: 0 }), 'maxRequests must be'],
  ])('is refused with %s', (_, make, words) => {
    expect(make).toThrow(words);
  });
});
