import * as t from 'io-ts';
import { NEVER, map, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { constant, dataSync, realtimeClient } from 'rxwire';
import type { ChannelEvent, DataSyncConfig, SyncMessage } from 'rxwire';
import type { DrawnConnection, MarbleHelpers } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

type Wire = SyncMessage;

const system = (id: string, data: object): Wire => ({ type: 'systemMessage', id, timestamp: 't', data });
const subscribed = (id: string, channel: string, rest: object = {}): Wire =>
  system(id, { action: 'subscribed', channel, epoch: 'e', offset: 1, ...rest });
const at = (offset: number, channel = 'a', data: unknown = offset): Wire => ({
  type: 'publication',
  channel,
  offset,
  timestamp: 't',
  data,
});

/** A data sync over drawn links, whose requests have the ids 0-1, 0-2 … */
function over(
  { connection }: Pick<MarbleHelpers, 'connection'>,
  diagrams: readonly string[],
  values: Readonly<Record<string, Wire>>,
  config: DataSyncConfig<Record<never, never>> = {},
) {
  const link$ = connection<Wire, Wire>(diagrams, { values }) as DrawnConnection<Wire, Wire>;
  const client = realtimeClient<Wire, Wire, never>({
    transport: link$ as never,
    codec: { decode: (right) => ({ _tag: 'Right', right: right as Wire }), encode: (each) => each as never },
    policy: constant(2),
    reconnect: { minUptime: 0 },
  });
  const sync = dataSync(client, { random: () => 0, newId: () => 'm1', ...config });
  return { link$, client, sync };
}

/** Events in short: offsets, `r` before recovered ones, and gaps. */
const short = map((event: ChannelEvent): string =>
  event.kind === 'publication'
    ? `${event.recovered ? 'r' : ''}${String(event.offset ?? event.data)}`
    : `${event.kind} ${event.position?.offset}`,
);
const requests = (link$: DrawnConnection<unknown, Wire>): Observable<unknown> =>
  link$.sent$.pipe(map(({ data, id, type }) => (type === 'systemMessage' ? data : { type, id, data })));

describe('dataSync', () => {
  it(
    'goes on from its position after a reconnect: what was missed, then what is live',
    marbles((helpers) => {
      const { link$, sync } = over(helpers, ['o-s-2-#', 'o-r34-5'], {
        s: subscribed('0-1', 'a'),
        r: subscribed('0-2', 'a', { offset: 4, recovered: true, replay: 2 }),
        2: at(2),
        3: at(3),
        4: at(4),
        5: at(5),
      });

      helpers
        .expectObservable(sync.channel('a').pipe(short), '^----------------!')
        .toBe('----2------34-5', { 2: '2', 3: 'r3', 4: 'r4', 5: '5' });
      helpers.expectObservable(requests(link$), '^-------------------!').toBe('s-------r--------u', {
        s: { action: 'subscribe', channel: 'a' },
        r: { action: 'subscribe', channel: 'a', since: { offset: 2, epoch: 'e' } },
        u: { action: 'unsubscribe', channel: 'a' },
      });
    }),
  );

  it(
    'asks for many in one message, and ends the one that is refused alone',
    marbles((helpers) => {
      const { link$, sync } = over(helpers, ['o-s-b'], {
        s: system('0-1', {
          action: 'subscribed',
          channels: [{ channel: '__proto__', epoch: 'e', offset: 1 }],
          errors: [{ channel: 'a', code: 'FORBIDDEN', message: 'no', retryable: false }],
        }),
        b: at(2, '__proto__'),
      });

      helpers
        .expectObservable(sync.channel('a'))
        .toBe('--#', undefined, expect.objectContaining({ name: 'ChannelError', code: 'FORBIDDEN' }));
      helpers.expectObservable(sync.channel('__proto__').pipe(short), '^-----!').toBe('----b', { b: '2' });
      helpers.expectObservable(requests(link$), '^-----!').toBe('s', {
        s: { action: 'subscribe', channels: [{ channel: 'a' }, { channel: '__proto__' }] },
      });
    }),
  );

  it(
    'subscribes anew when the peer says that it has a hole, so many times and then only after a while',
    marbles((helpers) => {
      const hole: Wire = {
        type: 'systemMessage',
        timestamp: 't',
        data: { action: 'unsubscribed', channel: 'a', code: 'INSUFFICIENT_STATE', resubscribe: true },
      };
      const { link$, sync } = over(
        helpers,
        ['oh-sjh-th'],
        {
          s: subscribed('0-1', 'a'),
          // A reply to a request of ours is not a notice.
          j: system('0-9', { action: 'unsubscribed', channel: 'a' }),
          t: subscribed('0-2', 'a'),
          h: hole,
        },
        { maxRecoveries: 1, retry: { initialDelay: 3, maxDelay: 3 } },
      );
      const again = { action: 'subscribe', channel: 'a', since: { offset: 1, epoch: 'e' } };

      helpers.expectObservable(sync.channel('a'), '^-----------------!').toBe('');
      helpers.expectObservable(requests(link$), '^----------------!').toBe('s----r--- 0.5ms r', {
        s: { action: 'subscribe', channel: 'a' },
        r: again,
      });
    }),
  );

  it(
    'asks for what of the past is wanted, and of which channels the peer is to know',
    marbles((helpers) => {
      const { link$, sync } = over(
        helpers,
        ['o-s-p'],
        { s: subscribed('0-1', 'a'), p: { type: 'notification', timestamp: 't', data: 7 } },
        { recover: () => 'latest', subscribesTo: (key) => key === 'a' },
      );

      helpers.expectObservable(sync.channel('a'), '^-----!').toBe('');
      helpers
        .expectObservable(sync.channel('notifications').pipe(short), '^-----!')
        .toBe('----n', { n: '7' });
      helpers.expectObservable(requests(link$), '^------!').toBe('s-----u', {
        s: { action: 'subscribe', channel: 'a', recover: 'latest' },
        u: { action: 'unsubscribe', channel: 'a' },
      });
    }),
  );

  it(
    'tries again what may pass, when the peer says, and leaves the others alone',
    marbles((helpers) => {
      const refusal = { code: 'LIMIT_RATE', message: 'slow', retryable: true, retryAfter: 5, channel: 'a' };
      const { link$, sync } = over(helpers, ['o-x--b--s-2'], {
        x: { type: 'error', id: '0-1', timestamp: 't', data: refusal },
        b: subscribed('0-1', 'b'),
        s: subscribed('0-2', 'a'),
        2: at(2),
      });

      helpers.expectObservable(sync.channel('a').pipe(short), '^-----------!').toBe('----------2');
      helpers.expectObservable(sync.channel('b').pipe(short), '^-----------!').toBe('');
      helpers.expectObservable(requests(link$), '^----------!').toBe('s------a', {
        s: { action: 'subscribe', channels: [{ channel: 'a' }, { channel: 'b' }] },
        a: { action: 'subscribe', channel: 'a' },
      });
    }),
  );

  it(
    'subscribes anew from its position when it is told that its view has a hole, and ends when it is put out',
    marbles((helpers) => {
      const { link$, sync } = over(helpers, ['o-s-h-r-x'], {
        s: subscribed('0-1', 'a'),
        h: {
          type: 'systemMessage',
          timestamp: 't',
          data: { action: 'unsubscribed', channel: 'a', code: 'INSUFFICIENT_STATE', resubscribe: true },
        },
        r: subscribed('0-2', 'a', { recovered: true, replay: 0 }),
        x: {
          type: 'systemMessage',
          timestamp: 't',
          data: { action: 'unsubscribed', channel: 'a', code: 'EXPIRED' },
        },
      });

      helpers
        .expectObservable(sync.channel('a'))
        .toBe('--------#', undefined, expect.objectContaining({ code: 'EXPIRED' }));
      helpers.expectObservable(requests(link$), '^----------!').toBe('s---r', {
        s: { action: 'subscribe', channel: 'a' },
        r: { action: 'subscribe', channel: 'a', since: { offset: 1, epoch: 'e' } },
      });
    }),
  );

  it(
    'is fed by plain messages where the server knows no channels, and tells when some may be missing',
    marbles((helpers) => {
      const chat = { type: 'chat', timestamp: 't', data: { text: 'hi', channelId: 'x' } };
      const { sync } = over(helpers, ['oc-e-c-#', 'o-c'], {
        c: chat,
        e: { type: 'error', id: '0-1', timestamp: 't', data: { code: 'BAD_REQUEST', message: 'what?' } },
      });

      helpers
        .expectObservable(
          sync
            .channel('chat_x')
            .pipe(map((event) => (event.kind === 'publication' ? event.data : event.kind))),
          '^-------------!',
        )
        .toBe('-c---c---g-c', { c: chat.data, g: 'gap' });
    }),
  );

  it(
    'shows the last value to whoever asks for it, and goes on for who comes back',
    marbles((helpers) => {
      const { sync } = over(helpers, ['o-s-2--r--3'], {
        s: subscribed('0-1', 'a'),
        2: at(2),
        r: subscribed('0-3', 'a', { offset: 2, recovered: true, replay: 0 }),
        3: at(3),
      });

      helpers.expectObservable(NEVER, '^-!').toBe('');
      helpers.expectObservable(sync.channel('b'), '^-------------!').toBe('');
      helpers.expectObservable(sync.channel('a').pipe(short), '^----!').toBe('----2');
      helpers
        .expectObservable(sync.channel('a', { replay: true }).pipe(short), '------^-------!')
        .toBe('------2---3');
      timer(5.5).subscribe(() => {
        expect(sync.snapshot('a')).toEqual({ _tag: 'Some', value: 2 });
        expect(sync.snapshot('b')).toEqual({ _tag: 'None' });
        expect(sync.positions()).toEqual({ a: { offset: 2, epoch: 'e' } });
        expect(sync.channel('a')).toBeDefined();
      });
      timer(15).subscribe(() => {
        sync.forget('a');
        expect(sync.snapshot('a')).toEqual({ _tag: 'None' });
      });
    }),
  );

  it(
    'resumes from positions that were given back, and loads state where it cannot',
    marbles((helpers) => {
      const resumeFrom = JSON.parse('{"a":{"offset":4,"epoch":"e"}}') as never;
      const { link$, sync } = over(
        helpers,
        ['o-s-9'],
        { s: subscribed('0-1', 'a', { offset: 8, recovered: false }), 9: at(9) },
        {
          resumeFrom,
          getSnapshot: () => timer(3).pipe(map(() => ({ data: 'state', offset: 8, epoch: 'e' }))),
        },
      );

      helpers
        .expectObservable(sync.channel('a').pipe(short), '^------!')
        .toBe('-----(89)', { 8: 'snapshot 8', 9: '9' });
      helpers.expectObservable(requests(link$), '^-----!').toBe('s', {
        s: { action: 'subscribe', channel: 'a', since: { offset: 4, epoch: 'e' } },
      });
      timer(4.5).subscribe(() => expect(sync.positions()).toEqual({ a: { offset: 4, epoch: 'e' } }));
    }),
  );

  it(
    'publishes, and takes the acknowledgement and not the echo for the answer',
    marbles((helpers) => {
      const { link$, sync } = over(helpers, ['o-ek'], {
        e: { ...at(2), id: 'm1' },
        k: system('m1', { action: 'ack', channel: 'a', offset: 2, epoch: 'e', duplicate: false }),
      });

      helpers.expectObservable(sync.publish('a', { x: 1 })).toBe('---(p|)', {
        p: { id: 'm1', offset: 2, epoch: 'e', duplicate: false },
      });
      helpers
        .expectObservable(requests(link$), '^---!')
        .toBe('p', { p: { type: 'publication', id: 'm1', data: { x: 1 } } });
    }),
  );

  it(
    'dials for a publish after each wait of the policy, also where nobody else listens',
    marbles((helpers) => {
      const { link$, sync } = over(helpers, ['o-#'], {});

      helpers.expectObservable(sync.publish('a', { x: 1 }), '---------!').toBe('');
      helpers.expectSubscriptions(link$.subscriptions).toBe(['^-!', '----^-!', '--------^!']);
    }),
  );

  it('types data by the codec of the key and refuses bad options', () => {
    const client = {
      state$: NEVER,
      messages$: NEVER as Observable<Wire>,
      request: () => NEVER as Observable<Wire>,
    };
    const sync = dataSync(client, { codecs: { 'prices:*': t.type({ bid: t.number }) } });
    const bids$ = sync
      .channel('prices:EURUSD')
      .pipe(map((event) => (event.kind === 'publication' ? event.data.bid.toFixed(2) : '')));

    expect(bids$).toBeDefined();
    // @ts-expect-error -- a bid is a number
    void sync.publish('prices:EURUSD', { bid: 'much' });
    expect(() => dataSync(client, { batchSize: 0 })).toThrow('batchSize must be a number, 1 or more; got 0');
    expect(() => dataSync(client, { requestTimeout: 0 })).toThrow(
      'requestTimeout must be a number, 1 or more; got 0',
    );
  });
});
