import {
  NEVER,
  defer,
  delay,
  finalize,
  map,
  merge,
  mergeMap,
  of,
  range,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import type { Broker, BrokerEvent } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { chat, epoch, stage, subscribe, unsubscribe } from './hubTalk.js';

const body = (n: number): string => JSON.stringify({ type: 'chat', channel: 'a', data: { text: `#${n}` } });
const message = (offset: number, of = epoch): BrokerEvent => ({
  kind: 'message',
  epoch: of,
  offset,
  body: body(offset),
});
const live: BrokerEvent = { kind: 'live' };
const interrupted: BrokerEvent = { kind: 'interrupted' };

/** A broker whose engine link is drawn: what comes over it, and how far the history stands at each time. */
function drawnBroker(
  events$: ReturnType<Broker['subscribe']>,
  top: () => number,
  run = () => epoch,
  first = () => 1,
) {
  const reads: [since: number, limit: number][] = [];
  const broker: Broker = {
    ...memoryBroker(),
    subscribe: () => events$,
    history: (_, since, limit) =>
      defer(() => {
        reads.push([since, limit]);
        const from = Math.max(since < 0 ? top() + since : since, first() - 1, 0);
        const count = Math.max(0, Math.min(limit, top() - from));
        const items = Array.from({ length: count }, (__, n) => ({
          offset: from + n + 1,
          body: body(from + n + 1),
        }));
        return of({ epoch: run(), top: top(), first: first(), items });
      }),
  };
  return { broker, reads };
}

const values = {
  w: 'welcome',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [n, `a ${n} #${n}`])),
};

describe('channelFeed', () => {
  it(
    'listens before it reads, and joins both without loss or doubling',
    marbles((helpers) => {
      const engine$ = helpers.cold('L--45--------6', {
        L: live,
        4: message(4),
        5: message(5),
        6: message(6),
      });
      const { broker } = drawnBroker(engine$, () => 4);
      const slow: Broker = { ...broker, history: (...args) => broker.history(...args).pipe(delay(6)) };
      const { client, serve, expectTalk } = stage(helpers, { broker: slow });
      const a = client('os', { s: subscribe('r1', 'a', { since: { offset: 2, epoch } }) });

      serve('--------------------!', a);

      expectTalk(a, 'w------(S345)-6', {
        ...values,
        S: 'subscribed to r1 a@5 recovered 3',
      });
    }),
  );

  it(
    'drops what comes twice, and reads what does not come',
    marbles((helpers) => {
      const engine$ = helpers.hot('---1122--4----5', {
        1: message(1),
        2: message(2),
        4: message(4),
        5: message(5),
      });
      let top = 0;
      const { broker } = drawnBroker(
        merge(
          of(live),
          engine$.pipe(tap((event) => 'offset' in event && (top = Math.max(top, event.offset)))),
        ),
        () => top,
      );
      const { client, serve, expectTalk } = stage(helpers, { broker });
      const a = client('os', { s: subscribe('r1', 'a') });

      serve('--------------------!', a);

      expectTalk(a, 'wS-1-2---(34)-5', { ...values, S: 'subscribed to r1 a@0' });
    }),
  );

  it(
    'tells a hole that the history no longer fills, once, and nothing behind it',
    marbles((helpers) => {
      const engine$ = helpers.hot('---1-------9--', { 1: message(1), 9: message(9) });
      let top = 0;
      const { broker } = drawnBroker(
        merge(of(live), engine$.pipe(tap((event) => 'offset' in event && (top = event.offset)))),
        () => top,
        () => epoch,
        () => (top > 5 ? 7 : 1),
      );
      const { served, client, serve, expectTalk } = stage(helpers, { broker });
      const a = client('os-----------t', {
        s: subscribe('r1', 'a'),
        t: subscribe('r2', 'a', { since: { offset: 1, epoch } }),
      });

      serve('--------------------!', a);

      expectTalk(a, 'wS-1-------U-R', {
        ...values,
        S: 'subscribed to r1 a@0',
        U: 'unsubscribed a INSUFFICIENT_STATE',
        R: 'subscribed to r2 a@9 not recovered 0',
      });
      helpers
        .expectObservable(helpers.cold('------------x').pipe(map(() => served.channels)))
        .toBe('------------x', { x: 0 });
    }),
  );

  it(
    'tells a hole when the epoch changes',
    marbles((helpers) => {
      const engine$ = helpers.hot('---1---x', { 1: message(1), x: message(1, 'other') });
      let run = epoch;
      const { broker } = drawnBroker(
        merge(of(live), engine$.pipe(tap((event) => 'epoch' in event && (run = event.epoch)))),
        () => (helpers.scheduler.frame < 3 ? 0 : 1),
        () => run,
      );
      const { client, serve, expectTalk } = stage(helpers, { broker });
      const a = client('os', { s: subscribe('r1', 'a') });

      serve('--------------------!', a);

      expectTalk(a, 'wS-1---U', {
        ...values,
        S: 'subscribed to r1 a@0',
        U: 'unsubscribed a INSUFFICIENT_STATE',
      });
    }),
  );

  it(
    'reads what was missed while the engine was out of reach',
    marbles((helpers) => {
      const engine$ = helpers.hot('---1-I------L----5', {
        1: message(1),
        I: interrupted,
        L: live,
        5: message(5),
      });
      let top = 0;
      const { broker } = drawnBroker(
        merge(of(live), engine$.pipe(tap(() => (top = helpers.scheduler.frame < 5 ? 1 : 4)))),
        () => top,
      );
      const { client, serve, expectTalk } = stage(helpers, { broker });
      const a = client('os', { s: subscribe('r1', 'a') });

      serve('--------------------!', a);

      expectTalk(a, 'wS-1--------(234)5', {
        ...values,
        S: 'subscribed to r1 a@0',
      });
    }),
  );

  it(
    'finds a last message that was lost, by looking at the top',
    marbles((helpers) => {
      let top = 0;
      const { broker } = drawnBroker(merge(of(live), NEVER), () => top);
      const { client, serve, expectTalk } = stage(helpers, { broker, positionCheck: 10 });
      const a = client('os', { s: subscribe('r1', 'a') });
      helpers.scheduler.schedule(() => (top = 2), 15);

      serve('-----------------------------------!', a);

      // At 1 + 10, + 10: random is in the middle.
      expectTalk(a, 'wS-------------------(12)', { ...values, S: 'subscribed to r1 a@0' });
    }),
  );

  it(
    'subscribes and reads once, however many come at the same time, and leaves with the last',
    marbles((helpers) => {
      let subscriptions = 0;
      const { broker, reads } = drawnBroker(
        defer(() => {
          subscriptions += 1;
          return merge(of(live), NEVER);
        }).pipe(finalize(() => (subscriptions -= 1))),
        () => 50,
      );
      const slow: Broker = { ...broker, history: (...args) => broker.history(...args).pipe(delay(3)) };
      const { served, client, serve } = stage(helpers, { broker: slow });
      const storm = Array.from({ length: 200 }, (_, n) =>
        client('os----|', { s: subscribe('r1', 'a', { since: { offset: n % 50, epoch } }) }),
      );

      const replays$ = serve('----------!', ...storm).pipe(
        mergeMap((event) => (event.type === 'subscribed' ? [event.replay] : [])),
      );
      const all: number[] = [];
      replays$.subscribe((replay) => all.push(replay));

      helpers.scheduler.schedule(() => {
        expect(subscriptions).toBe(1);
        expect(reads).toEqual([[-300, 300]]);
        expect(all).toEqual(Array.from({ length: 200 }, (_, n) => 50 - (n % 50)));
      }, 5);
      helpers.scheduler.schedule(() => expect([subscriptions, served.channels]).toEqual([0, 0]), 9);
    }),
  );

  it(
    'tries again when a read fails, and gives up after five tries',
    marbles((helpers) => {
      let reads = 0;
      const broker: Broker = {
        ...memoryBroker(),
        subscribe: () => merge(of(live), NEVER),
        history: () =>
          defer(() => {
            reads += 1;
            return throwError(() => new Error('ECONNRESET'));
          }),
      };
      const { client, serve } = stage(helpers, { broker });
      const a = client('os', { s: subscribe('r1', 'a') });
      serve(`${'-'.repeat(8_000)}!`, a);

      helpers
        .expectObservable(
          a.sent$.pipe(map((text) => (JSON.parse(text) as { data: { code?: string } }).data.code)),
        )
        .toBe('w 4s U', { w: undefined, U: 'UNAVAILABLE' });
      helpers.scheduler.schedule(() => expect(reads).toBe(5), 8_000);
    }),
  );

  it(
    'keeps a position that came in while it was held back by the publisher of an echo',
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers);
      const a = client('o-s-p', { s: subscribe('r1', 'a'), p: chat('m1', 'a', 'hi') });
      const events$ = serve('--------!', a);
      // Publishes from within the event of the first publication.
      events$
        .pipe(
          mergeMap((event) => (event.type === 'published' ? served.publish('a', { text: 'echo' }) : [])),
          takeUntil(timer(8)),
        )
        .subscribe();

      expectTalk(a, 'w-S-(APE)', {
        w: 'welcome',
        S: 'subscribed to r1 a@0',
        P: 'a 1 hi',
        A: 'ack to m1 1',
        E: 'a 2 echo',
      });
    }),
  );

  it(
    'gives who leaves what the same turn brought before',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers);
      const a = client('os-(pu)', {
        s: subscribe('r1', 'a'),
        p: chat('m1', 'a', '#1'),
        u: unsubscribe('r2', 'a'),
      });

      serve('--------------------!', a);

      expectTalk(a, 'wS-(A1U)', {
        ...values,
        S: 'subscribed to r1 a@0',
        A: 'ack to m1 1',
        U: 'unsubscribed to r2 a',
      });
    }),
  );

  it(
    'holds a thousand messages while it reads, and reads those beyond',
    marbles((helpers) => {
      let top = 0;
      const burst$ = timer(3).pipe(
        mergeMap(() => range(1, 1_002)),
        map((offset) => message((top = offset))),
      );
      const { broker, reads } = drawnBroker(merge(of(live), burst$), () => top);
      const slow: Broker = { ...broker, history: (...args) => broker.history(...args).pipe(delay(6)) };
      const { client, serve, expectTalk } = stage(helpers, { broker: slow });
      const a = client('os', { s: subscribe('r1', 'a') });

      serve('--------------------!', a);

      expectTalk(a, 'w------------S', { ...values, S: 'subscribed to r1 a@1002' });
      helpers.flush();
      expect(reads).toEqual([
        [-300, 300],
        [1_000, 300],
      ]);
    }),
  );
});
