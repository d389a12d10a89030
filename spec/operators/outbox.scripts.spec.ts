import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { constant, limitAttempts, outbox, reconnect } from 'rxwire';
import type { Lifecycle, LifecycleStatus, OutboxConfig } from 'rxwire';
import { closedBy, drawnConnection } from 'rxwire/testing';

/** What may follow what; `undefined` is the subscription. */
const legal: Readonly<Record<LifecycleStatus | 'subscribed', readonly LifecycleStatus[]>> = {
  subscribed: ['connecting'],
  connecting: ['connected', 'waiting', 'disconnected'],
  connected: ['waiting', 'disconnected'],
  waiting: ['connecting'],
  disconnected: [],
};

/** One dial: fails, or opens, maybe brings frames, and ends in one of several ways or stays. */
const dial = fc
  .record({
    before: fc.integer({ min: 0, max: 4 }),
    opens: fc.boolean(),
    frames: fc.array(fc.constantFrom('-', 'a', '-'), { maxLength: 8 }),
    end: fc.constantFrom('#', '#', 'x', 'y', '|', ''),
  })
  .map(({ before, opens, frames, end }) => {
    const start = '-'.repeat(before);
    return opens ? `${start}o${frames.join('')}${end}` : `${start}${end === '' || end === '|' ? '#' : end}`;
  });

/** What the user does, and when. */
const action = fc.record({
  at: fc.integer({ min: 0, max: 60 }),
  do: fc.oneof(
    { weight: 8, arbitrary: fc.constant('send' as const) },
    { weight: 1, arbitrary: fc.constantFrom('unsubscribe' as const, 'subscribe' as const) },
    { weight: 1, arbitrary: fc.constant('drain' as const) },
  ),
});

const config: fc.Arbitrary<OutboxConfig<number>> = fc.record({
  capacity: fc.integer({ min: 1, max: 6 }),
  timeToLive: fc.constantFrom(5, Infinity),
  overflow: fc.constantFrom('drop-oldest', 'drop-newest', 'latest-by-key' as const),
  key: fc.constant((message: number) => String(message % 3)),
  highWaterMark: fc.constant(3),
  lowWaterMark: fc.constant(1),
  pollInterval: fc.constantFrom(1, 3),
});

describe('outbox behind reconnect', () => {
  it('keeps its laws through any script of opening, closing, sending and leaving', () => {
    fc.assert(
      fc.property(
        fc.array(dial, { minLength: 1, maxLength: 8 }),
        fc.array(action, { maxLength: 50 }),
        config,
        play,
      ),
      { numRuns: 200 },
    );
  });

  function play(
    dials: readonly string[],
    actions: readonly { readonly at: number; readonly do: string }[],
    config: OutboxConfig<number>,
  ): void {
    const scheduler = new TestScheduler(() => {});
    // Collected, since an exception inside a handler would only be reported.
    const violations: string[] = [];
    const wire: number[] = [];
    const sent: number[] = [];
    const dropped: number[] = [];
    let enqueued = 0;
    let unsent = 0;

    scheduler.run(({ flush }) => {
      const box = outbox<number>(config);
      const conserves = (): void => {
        const counts = box.counts();
        const drops = Object.values(counts.dropped).reduce((sum, count) => sum + count, 0);
        const counted = [counts.enqueued, counts.sent, drops, counts.queued].join();
        const seen = [enqueued, sent.length, dropped.length, enqueued - sent.length - dropped.length].join();
        if (counted !== seen) violations.push(`counted ${counted}, seen ${seen}`);
      };
      box.settled$.subscribe(({ status, message }) => {
        (status === 'sent' ? sent : dropped).push(message);
        conserves();
      });
      const source$ = drawnConnection<string, number>(scheduler, dials, {
        values: { x: closedBy(1012), y: closedBy(1008) },
        buffered: () => unsent,
      });
      source$.sent$.subscribe((message) => {
        wire.push(message);
        unsent += 1;
        conserves();
      });
      const lifecycle$ = source$.pipe(
        reconnect(limitAttempts(5)(constant(2)), { minUptime: 4 }),
        box.deliver(),
      );
      let last: LifecycleStatus | 'subscribed' = 'subscribed';
      const enter = ({ status }: Lifecycle<unknown>): void => {
        if (!legal[last].includes(status)) violations.push(`${last} to ${status}`);
        last = status;
        conserves();
      };
      let subscription = lifecycle$.subscribe(enter);

      for (const { at, do: what } of actions) {
        scheduler.schedule(() => {
          if (what === 'send') {
            const message = enqueued++;
            const outcome = box.send(message);
            if (outcome.status === 'sent' && wire.at(-1) !== message)
              violations.push(`${message} is not sent`);
          } else if (what === 'drain') {
            unsent = 0;
          } else {
            subscription.unsubscribe();
            last = 'subscribed';
            if (what === 'subscribe') subscription = lifecycle$.subscribe(enter);
          }
          conserves();
        }, at);
      }
      scheduler.schedule(() => {
        subscription.unsubscribe();
        box.dispose();
        conserves();
      }, 100);
      flush();
    });

    const everything = Array.from({ length: enqueued }, (_, message) => message);
    expect(violations).toEqual([]);
    expect(wire).toEqual(sent);
    expect([...sent].sort((a, b) => a - b)).toEqual(sent);
    expect([...sent, ...dropped].sort((a, b) => a - b)).toEqual(everything);
    expect(scheduler.frame).toBe(100);
  }
});
