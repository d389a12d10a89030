import { EMPTY, NEVER, catchError, map, mergeMap } from 'rxjs';
import { hub, memoryBroker } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { chat, epoch, stage, subscribe, unsubscribe } from './hubTalk.js';

describe('hub', () => {
  it('is ready while its broker is not known to be out of reach', () => {
    const broker = { ...memoryBroker(), isReady: true };
    const rooms = hub({ broker });

    expect([rooms.isReady, hub({ broker: memoryBroker() }).isReady]).toEqual([true, true]);
    broker.isReady = false;
    expect(rooms.isReady).toBe(false);
  });

  it(
    'serves as drawn: a subscriber, and a publisher',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers);
      const a = client('o-s', { s: subscribe('r1', 'room:1') });
      const b = client('-----o--p', { p: chat('m-1', 'room:1', 'hi') });

      serve('------------!', a, b);

      expectTalk(a, 'w-S-----P', { w: 'welcome', S: 'subscribed to r1 room:1@0', P: 'room:1 1 hi' });
      expectTalk(b, '-----w--A', { w: 'welcome', A: 'ack to m-1 1' });
    }),
  );

  it(
    'tells what happens',
    marbles((helpers) => {
      const { served, client } = stage(helpers, { authenticate: () => ({ user: 'ann' }) });
      const a = client('o-s-p-u-#', {
        s: subscribe('r1', 'a'),
        p: chat('m-1', 'a', 'hi'),
        u: unsubscribe('r2', 'a'),
      });

      const events$ = a.link$.pipe(
        catchError(() => EMPTY),
        served.serve(),
      );

      helpers.expectObservable(events$.pipe(map(({ type }) => type))).toBe('c-s-p-u-(d|)', {
        c: 'connected',
        s: 'subscribed',
        p: 'published',
        u: 'unsubscribed',
        d: 'disconnected',
      });
    }),
  );

  it(
    'publishes as the server, unasked by authorize, and a resend of its own makes no second entry',
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers, {
        authorize: ({ action }) => action === 'subscribe',
      });
      const a = client('o-s', { s: subscribe('r1', 'a') });
      serve('------------!', a);
      const results$ = helpers
        .cold('----p-p')
        .pipe(mergeMap(() => served.publish('a', { n: 1 }, { id: 'x', type: 'telemetry' })));

      helpers
        .expectObservable(results$.pipe(map(({ offset, duplicate }) => `${offset} ${duplicate}`)))
        .toBe('----a-b', { a: '1 false', b: '1 true' });
      expectTalk(a, 'w-S-P', { w: 'welcome', S: 'subscribed to r1 a@0', P: 'a 1 {"n":1}' });
    }),
  );

  it(
    'resumes a client where it was, without loss or doubling',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers);
      const before = client('o-s--#', { s: subscribe('r1', 'a') });
      const after = client('----------o-t', {
        t: subscribe('r2', 'a', { since: { offset: 1, epoch } }),
      });
      const publisher = client('o--1--2-3---------4', {
        1: chat('m1', 'a', 'one'),
        2: chat('m2', 'a', 'two'),
        3: chat('m3', 'a', 'three'),
        4: chat('m4', 'a', 'four'),
      });

      serve('--------------------!', before, after, publisher);

      const values = { w: 'welcome', 1: 'a 1 one', 2: 'a 2 two', 3: 'a 3 three', 4: 'a 4 four' };
      expectTalk(before, 'w-S1', { ...values, S: 'subscribed to r1 a@0' });
      expectTalk(after, '----------w-(R23)-4', { ...values, R: 'subscribed to r2 a@3 recovered 2' });
    }),
  );

  it(
    'keeps nothing when all have left',
    marbles((helpers) => {
      const { served, client, serve } = stage(helpers);
      const a = client('o-s-------#', { s: subscribe('r1', 'a') });
      const b = client('o---s-u', { s: subscribe('r1', 'b'), u: unsubscribe('r2', 'b') });

      serve('--------------------!', a, b);

      const counts$ = helpers.cold('-x-x-x-x-x-x').pipe(map(() => String(served.channels)));
      helpers.expectObservable(counts$).toBe('-0-1-2-1-1-0');
    }),
  );

  it(
    'closes its clients with 4200 when it is unsubscribed from',
    marbles((helpers) => {
      const { served } = stage(helpers);
      const closes: unknown[] = [];
      const connection = {
        incoming$: NEVER,
        send: () => {},
        buffered: () => 0,
        close: (...words: unknown[]) => closes.push(words),
      };

      const subscription = served.accept(connection).subscribe();
      subscription.unsubscribe();

      expect(closes).toEqual([[4200, 'going away']]);
    }),
  );

  it('refuses limits that are none, and a missing broker', () => {
    const broker = memoryBroker();

    expect(() => hub({ broker, maxPending: 0 })).toThrow(
      new RangeError('maxPending must be a number, 1 or more; got 0'),
    );
    expect(() => hub({ broker, positionCheck: Infinity })).toThrow(RangeError);
    expect(() => hub({} as never)).toThrow(new TypeError('broker must be a Broker; got undefined'));
  });
});
