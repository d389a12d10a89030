import { NEVER, map } from 'rxjs';
import type { RealtimeMetrics } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { conserves, echoing, lawfulClient, textClient } from './lawfulClient.js';

describe('realtimeClient.metrics', () => {
  it('counts what came in, went out and was lost', () => {
    const seen: RealtimeMetrics[] = [];

    marbles((helpers) => {
      const values = { a: 'a', x: '!' };
      const transport$ = helpers.connection(['-#', '-o-aax', '-o'], { values });
      const client = lawfulClient(helpers, { transport: transport$, outbox: { capacity: 2 } });
      client.connect();
      helpers.act('qqq---s?---l', {
        q: () => client.send('four'),
        s: () => client.send('sent'),
        '?': () => client.send('?'),
        l: () => [seen.push(client.metrics.snapshot()), client.dispose()],
      });
    })();

    expect(seen).toEqual([
      {
        enqueued: 5,
        sent: 3,
        dropped: {
          overflow: 1,
          superseded: 0,
          expired: 0,
          'too-large': 0,
          unsendable: 1,
          withdrawn: 0,
          disposed: 0,
        },
        queued: 0,
        queuedBytes: 0,
        received: 2,
        invalid: 1,
        attempts: 2,
        reconnects: 0,
        takeovers: 0,
        transport: undefined,
        lastConnectedAt: 5,
        connectionDuration: 6,
        rtt: { last: undefined, p50: undefined, p95: undefined },
        timeToRecover: { last: undefined, p50: undefined, p95: undefined },
      },
    ]);
  });

  it('counts what waits, and its bytes', () => {
    const client = textClient({ transport: NEVER });

    client.send('grün');
    client.send('ab');

    expect(client.metrics.snapshot()).toMatchObject({ enqueued: 2, queued: 2, queuedBytes: 7 });
  });

  it('measures reconnects, recovery and uptime over a story', () => {
    const seen: RealtimeMetrics[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection(['-o---#', '-#', '-o--#', '-o']);
      const client = lawfulClient(helpers, { transport: transport$ });
      const look = () => seen.push(client.metrics.snapshot());
      client.connect();
      for (const time of [3, 6, 14, 21, 25]) helpers.act(`${time}ms l`, { l: look });
      helpers.act('23ms x', { x: client.disconnect });
    })();

    const none = { last: undefined, p50: undefined, p95: undefined };
    expect(seen.map(({ attempts, reconnects }) => [attempts, reconnects])).toEqual([
      [1, 0],
      [1, 0],
      [3, 1],
      [4, 2],
      [4, 2],
    ]);
    expect(
      seen.map(({ lastConnectedAt, connectionDuration }) => [lastConnectedAt, connectionDuration]),
    ).toEqual([
      [1, 2],
      [1, 4],
      [13, 1],
      [20, 1],
      [20, 3],
    ]);
    expect(seen.map(({ timeToRecover }) => timeToRecover)).toEqual([
      none,
      none,
      { last: 8, p50: 8, p95: 8 },
      { last: 4, p50: 4, p95: 8 },
      { last: 4, p50: 4, p95: 8 },
    ]);
  });

  it('sums up the round trips of the heartbeat', () => {
    const seen: unknown[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection('12ms p 11ms p 7ms p 9ms p');
      const client = lawfulClient(helpers, {
        transport: transport$,
        heartbeat: { interval: 10, timeout: 9, ping: () => 'ping', isPong: (text) => text === 'p' },
      });
      client.connect();
      helpers.act('50ms l', { l: () => [seen.push(client.metrics.snapshot().rtt), client.dispose()] });
    })();

    expect(seen).toEqual([{ last: 2, p50: 2, p95: 4 }]);
  });

  it('starts anew on reset, in the middle of everything', () => {
    const seen: RealtimeMetrics[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-a', '-o'], { values: { a: 'a' } });
      const client = lawfulClient(helpers, { transport: transport$, outbox: { capacity: 2 } });
      client.connect();
      helpers.act('--s-x-qqqr-q-c--s', {
        s: () => client.send('s'),
        q: () => client.send('q'),
        x: client.disconnect,
        r: () => [client.metrics.reset(), seen.push(client.metrics.snapshot())],
        c: () => [seen.push(client.metrics.snapshot()), client.connect()],
      });
      helpers.act('17ms l', { l: () => [seen.push(client.metrics.snapshot()), client.dispose()] });
    })();

    expect(seen[0]).toMatchObject({ enqueued: 2, sent: 0, queued: 2, received: 0, attempts: 0 });
    expect(seen[0]).toMatchObject({ lastConnectedAt: undefined, connectionDuration: 0 });
    expect(seen[1]).toMatchObject({ enqueued: 3, dropped: { overflow: 1 }, queued: 2 });
    expect(seen[2]).toMatchObject({ enqueued: 4, sent: 3, dropped: { overflow: 1 }, queued: 0, attempts: 1 });
    expect(seen.every(conserves)).toBe(true);
  });

  it('accounts for every message at every instant, inside handlers and inside the send of the link as well', () => {
    const lost: RealtimeMetrics[] = [];
    let looks = 0;

    marbles((helpers) => {
      const look = () => {
        looks += 1;
        const metrics = client.metrics.snapshot();
        if (!conserves(metrics)) lost.push(metrics);
      };
      const echo = (text: string) => {
        look();
        return text;
      };
      const sizeOf = (text: string) => {
        look();
        return text.length;
      };
      const client = textClient({
        transport: echoing(helpers.connection(['-o-#', '-o']), echo),
        outbox: { maxBytes: 4, sizeOf },
        idOf: (text) => text,
      });
      client.state$.subscribe(look);
      client.messages$.subscribe((text) => {
        look();
        if (text === 's') client.send('echo');
        look();
      });
      helpers.act('qqqq-s---q-b-s', {
        q: () => client.request('q').subscribe({ next: look, error: look, complete: look }),
        s: () => client.send('s'),
        b: () => client.send('bbbb'),
      });
      helpers.act('20ms x', { x: client.dispose });
    })();

    expect(lost).toEqual([]);
    expect(looks).toBeGreaterThan(30);
  });
});

describe('realtimeClient.metrics$', () => {
  it(
    'tells the numbers at once, at each change of state, and at each interval',
    marbles((helpers) => {
      const client = lawfulClient(helpers, { transport: helpers.connection('--o-a'), metricsInterval: 6 });
      const numbers$ = client.metrics$.pipe(map(({ attempts, received }) => `${attempts} ${received}`));

      helpers.act('-c-----------x', { c: client.connect, x: client.disconnect });
      helpers.expectObservable(numbers$, '^-------------- !').toBe('ab-b--c-----cc', {
        a: '0 0',
        b: '1 0',
        c: '1 1',
      });
    }),
  );

  it(
    'tells them every second unless told otherwise',
    marbles((helpers) => {
      const client = lawfulClient(helpers, { transport: helpers.connection('o') });

      helpers
        .expectObservable(client.metrics$.pipe(map(({ attempts }) => attempts)), '^ 2500ms !')
        .toBe('a 999ms a 999ms a', { a: 0 });
    }),
  );

  it('holds no timer but while somebody listens', () => {
    const timers: number[] = [];

    marbles((helpers) => {
      const client = textClient({ transport: NEVER });
      const subscription = client.metrics$.subscribe();
      timers.push(timersOf(helpers));
      subscription.unsubscribe();
      timers.push(timersOf(helpers));
    })();

    expect(timers).toEqual([1, 0]);
  });
});
