import { ConnectionError, backoff, outbox, reconnect } from 'rxwire';
import type { Lifecycle, Outbox, RealtimeMetrics } from 'rxwire';
import { clientMetrics } from '../../lib/client/clientMetrics.js';
import type { ClientMetrics } from '../../lib/client/clientMetrics.js';
import { marbles } from '../support/marbles.js';
import { conserves } from './lawfulClient.js';

const cause = new ConnectionError('unreachable', 'no connection', {});
const states: Readonly<Record<string, Lifecycle<{ readonly transport?: number }>>> = {
  i: { status: 'connecting', attempt: 0 },
  c: { status: 'connected', connection: {} },
  w: { status: 'waiting', attempt: 1, delay: 1, cause },
  d: { status: 'disconnected' },
  x: { status: 'disconnected', cause },
};

/** Metrics of a story, drawn in states, with a look (`?`) at each time that the second diagram says. */
function looksAt(
  story: string,
  looks: string,
  also: (metrics: ClientMetrics, box: Outbox<string>) => Readonly<Record<string, () => void>> = () => ({}),
): RealtimeMetrics[] {
  const seen: RealtimeMetrics[] = [];
  marbles((helpers) => {
    const box = outbox<string>({ capacity: 2 });
    const metrics = clientMetrics(box.counts);
    const observe = Object.fromEntries(
      Object.entries(states).map(([letter, state]) => [letter, () => metrics.observe(state)]),
    );
    helpers.act(story, { ...observe, ...also(metrics, box) });
    helpers.act(looks, { '?': () => seen.push(metrics.snapshot()), ...also(metrics, box) });
  })();
  return seen;
}

describe('clientMetrics', () => {
  it('is all zero at first', () => {
    expect(looksAt('', '?')).toEqual([
      {
        enqueued: 0,
        sent: 0,
        dropped: {
          overflow: 0,
          superseded: 0,
          expired: 0,
          'too-large': 0,
          unsendable: 0,
          withdrawn: 0,
          disposed: 0,
        },
        queued: 0,
        queuedBytes: 0,
        received: 0,
        invalid: 0,
        attempts: 0,
        reconnects: 0,
        takeovers: 0,
        transport: undefined,
        lastConnectedAt: undefined,
        connectionDuration: 0,
        rtt: { last: undefined, p50: undefined, p95: undefined },
        timeToRecover: { last: undefined, p50: undefined, p95: undefined },
      },
    ]);
  });

  it('counts a dial for each connecting, and a reconnect for each connection after a loss', () => {
    const story = '-i-c-w-i-w-ic-wi-c-d-i-c';
    const looks = '--?-?---?---?-----?-----?';

    const seen = looksAt(story, looks).map(({ attempts, reconnects }) => ({ attempts, reconnects }));

    expect(seen).toEqual([
      { attempts: 1, reconnects: 0 },
      { attempts: 1, reconnects: 0 },
      { attempts: 2, reconnects: 0 },
      { attempts: 3, reconnects: 1 },
      { attempts: 4, reconnects: 2 },
      { attempts: 5, reconnects: 2 },
    ]);
  });

  it('measures recovery from the loss to the next connection, failed dials included', () => {
    const story = '-i-c-w-i-w-ic-wi-c-d-i-c';
    const looks = '     ------?-----?-----?-----?';

    const seen = looksAt(story, looks).map(({ timeToRecover }) => timeToRecover);

    const none = { last: undefined, p50: undefined, p95: undefined };
    const first = { last: 7, p50: 7, p95: 7 };
    const second = { last: 3, p50: 3, p95: 7 };
    expect(seen).toEqual([none, first, second, second]);
  });

  it('does not count what comes after giving up, or after a disconnect, as a recovery', () => {
    const story = '-ic-w-x-ic-w-d-ic';

    const [seen] = looksAt(story, '-----------------?');

    expect(seen).toMatchObject({ attempts: 3, reconnects: 0, timeToRecover: { last: undefined } });
  });

  it('does not count a first connection that took several dials as a reconnect', () => {
    const [seen] = looksAt('-i-w-i-w-i-c', '------------?');

    expect(seen).toMatchObject({ attempts: 3, reconnects: 0, timeToRecover: { last: undefined } });
  });

  it('measures how long the link is open, or was', () => {
    const story = '-i-c-----w--i--c-----d';
    const looks = '--?---?----?-----?-----?';

    const seen = looksAt(story, looks).map(({ lastConnectedAt, connectionDuration }) => ({
      lastConnectedAt,
      connectionDuration,
    }));

    expect(seen).toEqual([
      { lastConnectedAt: undefined, connectionDuration: 0 },
      { lastConnectedAt: 3, connectionDuration: 3 },
      { lastConnectedAt: 3, connectionDuration: 6 },
      { lastConnectedAt: 15, connectionDuration: 2 },
      { lastConnectedAt: 15, connectionDuration: 6 },
    ]);
  });

  it('counts what comes in, and sums up round trips', () => {
    const [seen] = looksAt('-(mnr)', '---?', (metrics) => ({
      m: () => [metrics.received(), metrics.received()],
      n: () => metrics.invalid(),
      r: () => [50, 10, 40, 20, 30].forEach(metrics.rtt),
    }));

    expect(seen).toMatchObject({ received: 2, invalid: 1, rtt: { last: 30, p50: 30, p95: 50 } });
  });

  it('starts anew on reset, with what is queued counted as given', () => {
    const story = '-i-c-w-i-c';
    const looks = '----?---------(sssr?)--(s?)';

    const seen = looksAt(story, looks, (metrics, box) => ({
      s: () => [box.send('text'), metrics.received(), metrics.invalid(), metrics.rtt(7)],
      r: metrics.reset,
    }));

    expect(seen[1]).toMatchObject({ enqueued: 2, sent: 0, queued: 2, queuedBytes: 8 });
    expect(seen[1]).toMatchObject({ received: 0, invalid: 0, attempts: 0, reconnects: 0 });
    expect(seen[1]).toMatchObject({ lastConnectedAt: 9, connectionDuration: 5 });
    expect(seen[1]).toMatchObject({ rtt: { last: undefined }, timeToRecover: { last: undefined } });
    expect(seen[2]).toMatchObject({ enqueued: 3, dropped: { overflow: 1 }, queued: 2, received: 1 });
    expect(seen.map(conserves)).toEqual([true, true, true]);
  });

  it('forgets the last connection on reset when it is over', () => {
    const [seen] = looksAt('-i-c-w', '------(r?)', (metrics) => ({ r: metrics.reset }));

    expect(seen).toMatchObject({ lastConnectedAt: undefined, connectionDuration: 0 });
  });

  it('tells of a recovery that a reset came in the middle of', () => {
    const [seen] = looksAt('-i-c-w----i-c', '------r------?', (metrics) => ({ r: metrics.reset }));

    expect(seen).toMatchObject({ attempts: 1, reconnects: 1, timeToRecover: { last: 7 } });
  });

  it('subtracts what was sent and dropped before each reset', () => {
    const seen: RealtimeMetrics[] = [];

    marbles(({ connection }) => {
      const box = outbox<string>({ capacity: 1, maxBytes: 9 });
      const metrics = clientMetrics(box.counts);
      const look = () => seen.push(metrics.snapshot());
      box.send('much too large');
      box.send('first');
      metrics.reset();
      box.send('second');
      look();
      connection('c').pipe(reconnect(backoff()), box.deliver()).subscribe();
      box.send('third');
      look();
      metrics.reset();
      box.send('fourth');
      look();
    })();

    expect(seen[0]).toMatchObject({ enqueued: 2, dropped: { overflow: 1, 'too-large': 0 }, queued: 1 });
    expect(seen[1]).toMatchObject({ enqueued: 3, sent: 2, dropped: { overflow: 1 }, queued: 0 });
    expect(seen[2]).toMatchObject({ enqueued: 1, sent: 1, dropped: { overflow: 0 }, queued: 0 });
    expect(seen.map(conserves)).toEqual([true, true, true]);
  });

  it('hands out snapshots that nobody can change it by', () => {
    const box = outbox<string>();
    const metrics = clientMetrics(box.counts);

    const before = metrics.snapshot();
    (before.dropped as { overflow: number }).overflow = 99;
    metrics.received();

    expect(metrics.snapshot().dropped.overflow).toBe(0);
    expect(before.received).toBe(0);
  });
});
