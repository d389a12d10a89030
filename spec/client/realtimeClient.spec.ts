import { EMPTY, NEVER, concat, defer, map, merge, of } from 'rxjs';
import { constant, realtimeClient } from 'rxwire';
import type { Connection } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { drawnStates, lawfulClient, textClient, textCodec } from './lawfulClient.js';
import type { TextClientConfig } from './lawfulClient.js';

describe('realtimeClient', () => {
  it(
    'lives through a failure: messages go on, and what is sent meanwhile goes after the reconnect',
    marbles((helpers) => {
      const transport$ = helpers.connection(['---oa--b#', '---o--cd']);
      const listener = '   ^----------------------!';
      const send = '       -----s-----q--r--------';
      const states = '     i--c----w--i--c--------d';
      const messages = '   ----a--b---------cd-----';
      const sent = '       -----s--------(qr)------';
      const client = lawfulClient(helpers, { transport: transport$ });
      const outcomes: unknown[] = [];

      helpers.expectObservable(client.messages$, listener).toBe(messages);
      helpers.expectObservable(drawnStates(client)).toBe(states);
      helpers.act(send, {
        s: () => outcomes.push(client.send('s')),
        q: () => outcomes.push(client.send('q')),
        r: () => outcomes.push(client.send('r')),
      });
      helpers.expectSent(transport$).toBe(sent);
      helpers.act('30ms x', {
        x: () =>
          expect(outcomes).toEqual([
            { status: 'sent' },
            { status: 'queued', ahead: 0 },
            { status: 'queued', ahead: 1 },
          ]),
      });
    }),
  );

  it('does nothing when it is made', () => {
    const left: number[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection('o-a');
      const url = jest.fn();
      const webSocket = jest.fn();
      textClient({ transport: transport$ });
      realtimeClient({ url, webSocket: webSocket as never, codec: textCodec });
      left.push(timersOf(helpers), url.mock.calls.length, webSocket.mock.calls.length);
      helpers.expectSubscriptions(transport$.subscriptions).toBe([]);
    })();

    // expectSubscriptions itself looks once.
    expect(left).toEqual([0, 0, 0]);
  });

  it(
    'does not connect for state$, invalid$, metrics$ or send',
    marbles((helpers) => {
      const transport$ = helpers.connection('o-a');
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(merge(client.state$, client.invalid$), '-^').toBe('-d', {
        d: { status: 'disconnected' },
      });
      helpers.expectObservable(client.metrics$.pipe(map(({ enqueued }) => enqueued)), '--^-!').toBe('--1', {
        1: 1,
      });
      helpers.act('-s', { s: () => client.send('s') });
      helpers.expectSubscriptions(transport$.subscriptions).toBe([]);
    }),
  );

  it(
    'replays its state, with the attempts, waits and causes of the reconnection',
    marbles((helpers) => {
      const restart = closedBy(1012, 'restart');
      const transport$ = helpers.connection(['--#', '--#', '-o-x'], { values: { x: restart } });
      const client = lawfulClient(helpers, { transport: transport$, policy: constant(5) });
      client.connect();

      const told$ = client.state$.pipe(
        map((state) => (state.status === 'connected' ? { status: 'connected' } : state)),
      );
      helpers.expectObservable(told$).toBe('i-w----j-v----kc-u---d', {
        i: { status: 'connecting', attempt: 0 },
        w: { status: 'waiting', attempt: 1, delay: 5, cause: brokenLink() },
        j: { status: 'connecting', attempt: 1 },
        v: { status: 'waiting', attempt: 2, delay: 5, cause: brokenLink() },
        k: { status: 'connecting', attempt: 2 },
        c: { status: 'connected' },
        u: { status: 'waiting', attempt: 3, delay: 5, cause: restart },
        d: { status: 'disconnected' },
      });
      helpers.expectObservable(told$, '----^-!').toBe('----w', {
        w: { status: 'waiting', attempt: 1, delay: 5, cause: brokenLink() },
      });
      helpers.act('21ms x', { x: client.disconnect });
    }),
  );

  it(
    'shows what does not decode, and goes on',
    marbles((helpers) => {
      const transport$ = helpers.connection('o-a-x-b-', { values: { a: 'a', b: 'b', x: '!x' } });
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$, '^------!').toBe('--a---b');
      helpers.expectObservable(client.invalid$).toBe('----x', {
        x: { raw: '!x', path: '', reason: 'begins with !', error: 'begins with !' },
      });
    }),
  );

  it(
    'delivers to each listener once, and nothing of before it came',
    marbles((helpers) => {
      const transport$ = helpers.connection('o-a-b-c-');
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$, '^---- !').toBe('--a-b');
      helpers.expectObservable(client.messages$, '---^--- !').toBe('----b-c');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^------!');
    }),
  );

  it('loses no frame of the opening turn, even of a transport that is open already', () => {
    const client = textClient({ transport: of(openConnection(['hello', 'again'])) });
    const seen: string[] = [];

    const subscription = client.messages$.subscribe((message) => seen.push(message));
    subscription.unsubscribe();

    expect(seen).toEqual(['hello', 'again']);
  });

  it(
    'keeps the replies to heartbeats to itself, and sends pings past the outbox',
    marbles((helpers) => {
      const transport$ = helpers.connection('o---p-m-p---#');
      const client = lawfulClient(helpers, {
        transport: transport$,
        heartbeat: { interval: 3, timeout: 3, ping: () => 'ping', isPong: (text) => text === 'p' },
      });

      helpers.expectObservable(client.messages$, '^---------- !').toBe('------m');
      helpers.expectSent(transport$).toBe('---p--p--p', { p: 'ping' });
      helpers.act('----------x', {
        x: () =>
          expect(client.metrics.snapshot()).toMatchObject({
            sent: 0,
            received: 1,
            rtt: { last: 2, p50: 1, p95: 2 },
          }),
      });
    }),
  );

  it(
    'dials again when the peer shows no sign of life',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-a-', '-o']);
      const client = lawfulClient(helpers, { transport: transport$, heartbeat: { interval: 3, timeout: 2 } });
      client.connect();

      helpers.expectObservable(drawnStates(client)).toBe('ic------w--icd');
      helpers.act('13ms x', { x: client.disconnect });
    }),
  );

  it(
    'lets nothing out before the gate is open, and asks anew on each connection',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o--y-#', '-o--y']);
      const sent = '                           -h--q-----h--r';
      const client = lawfulClient(helpers, {
        transport: transport$,
        gate: { hello: 'h', answer: (text) => (text === 'y' ? true : undefined) },
      });
      client.connect();
      client.send('q');

      helpers.expectObservable(drawnStates(client)).toBe('i---c-w--i---cd');
      helpers.act('-----------r--x', { r: () => client.send('r'), x: client.disconnect });
      helpers.expectSent(transport$).toBe(sent);
    }),
  );

  it(
    'shows in its state the connection, whose frames anyone may read, and which ends with the link',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-a-b#', '-o-c-']);
      const client = lawfulClient(helpers, { transport: transport$ });
      const links: Connection<string, string>[] = [];
      client.state$.subscribe((state) => state.status === 'connected' && links.push(state.connection));
      const firstLink$ = defer(() => links[0]?.incoming$ ?? EMPTY);

      helpers.expectObservable(client.messages$, '^------------!').toBe('---a-b------c');
      helpers.expectObservable(firstLink$, '--^').toBe('---a-b|');
      helpers.expectObservable(firstLink$, '--------^').toBe('--------|');
      helpers.act('--s-----t', {
        s: () => links[0]?.send('past the outbox'),
        t: () => expect(() => links[0]?.send('too late')).toThrow('not open'),
      });
      helpers.expectSent(transport$).toBe('--s', { s: 'past the outbox' });
    }),
  );

  it(
    'shares nothing with another client',
    marbles((helpers) => {
      const [one$, other$] = [helpers.connection('-o-a-#'), helpers.connection('-o--b-')];
      const config: Partial<TextClientConfig> = { linger: 0, outbox: { capacity: 1 } };
      const one = lawfulClient(helpers, { ...config, transport: one$ });
      const other = lawfulClient(helpers, { ...config, transport: other$ });

      helpers.expectObservable(one.messages$, '^-----!').toBe('---a');
      helpers.expectObservable(other.messages$, '^------!').toBe('----b');
      helpers.act('--s--- x', {
        s: () => [one.send('s'), one.send('s'), other.send('t')],
        x: () => {
          expect(one.metrics.snapshot()).toMatchObject({
            sent: 2,
            received: 1,
            attempts: 1,
            connectionDuration: 4,
          });
          expect(other.metrics.snapshot()).toMatchObject({ sent: 1, received: 1, connectionDuration: 5 });
          one.dispose();
          expect(other.send('u')).toEqual({ status: 'sent' });
        },
      });
      helpers.expectSent(other$).toBe('--t---u');
    }),
  );

  it.each([
    [{ linger: -1 }, RangeError, /linger .*-1/],
    [{ linger: 2 ** 31 }, RangeError, /linger .*2147483648/],
    [{ requestTimeout: 0 }, RangeError, /requestTimeout .*0/],
    [{ metricsInterval: NaN }, RangeError, /metricsInterval .*NaN/],
    [{ outbox: { capacity: 0 } }, RangeError, /capacity .*0/],
    [{ outbox: { overflow: 'drop-all' as never } }, TypeError, /overflow .*drop-all/],
    [{ heartbeat: { interval: -5 } }, RangeError, /interval .*-5/],
    [{ gate: { answer: () => true, timeout: -5 } }, RangeError, /timeout .*-5/],
    [{ reconnect: { minUptime: -1 } }, RangeError, /minUptime .*-1/],
    [{ onInvalid: { close: 1006 } }, RangeError, /1006/],
    [{ onInvalid: 'ignore' as never }, TypeError, /onInvalid .*ignore/],
  ])('refuses %j at construction, naming the option and its value', (config, errorClass, words) => {
    const make = () => textClient({ transport: NEVER, ...config });

    expect(make).toThrow(errorClass);
    expect(make).toThrow(words);
  });
});

/** A link that is open already, with frames that wait for whoever reads first. */
function openConnection(frames: readonly string[]): Connection<string, never> {
  return { incoming$: concat(of(...frames), NEVER), send: () => {}, buffered: () => 0, close: () => {} };
}
