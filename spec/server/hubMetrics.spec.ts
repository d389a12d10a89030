import { NEVER, map, mergeMap, of, throwError } from 'rxjs';
import { hub, memoryBroker } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { chat, openConfig, stage, subscribe } from './hubTalk.js';

describe('the metrics of a hub', () => {
  it(
    'are told now and every so many ms, to each subscriber by itself',
    marbles((helpers) => {
      const { served, client, serve } = stage(helpers, { metricsInterval: 4 });
      const a = client('o-s-----#', { s: subscribe('r1', 'a') });
      serve('------------!', a);

      const standing$ = served.metrics$.pipe(
        map(({ connections, channels, subscriptions }) => `${connections} ${channels} ${subscriptions}`),
      );

      helpers.expectObservable(standing$, '-^-----------!').toBe('-a---b---c---', {
        a: '1 0 0',
        b: '1 1 1',
        c: '0 0 0',
      });
      helpers.expectObservable(standing$, '---^-!').toBe('---a--', { a: '1 1 1' });
    }),
  );

  it(
    'count what there has been, over both ways of publishing',
    marbles((helpers) => {
      const { served, client, serve } = stage(helpers, { authorize: ({ channel }) => channel !== 'secret' });
      const watches = { s: subscribe('r1', 'a'), x: subscribe('r2', 'secret'), y: 'no message' };
      serve(
        '------------!',
        client('o-s-x-y', watches),
        client('o-s', watches),
        client('-o-p-p', { p: chat('m', 'a', 'hi') }),
      );
      const published$ = helpers.cold('--------p').pipe(mergeMap(() => served.publish('a', { text: 'you' })));
      helpers.expectObservable(published$.pipe(map(({ offset }) => offset))).toBe('--------o', { o: 2 });

      const counted$ = helpers.cold('----------c').pipe(
        map(() => {
          const { sentBytes, receivedBytes, publishDuration, ...counted } = served.metrics.snapshot();
          expect(receivedBytes).toBe(
            [watches.s, watches.x, watches.y, watches.s].join('').length + 2 * chat('m', 'a', 'hi').length,
          );
          expect(sentBytes).toBeGreaterThan(4 * 100);
          expect(publishDuration).toEqual({ last: 0, p50: 0, p95: 0 });
          return counted;
        }),
      );

      helpers.expectObservable(counted$).toBe('----------c', {
        c: {
          connected: 3,
          connections: 3,
          channels: 1,
          subscriptions: 2,
          requests: 5,
          refused: { FORBIDDEN: 1, BAD_REQUEST: 1 },
          cuts: {},
          publications: 2,
          duplicates: 1,
          publishFailures: 0,
          deliveries: 4,
          replayed: 0,
          holes: 0,
          queuedBytes: 0,
          longestQueue: 0,
        },
      });
    }),
  );

  it(
    'measure how long the broker takes, and count what it refuses',
    marbles((helpers) => {
      const answers = [
        helpers.cold<never>('---#'),
        helpers.cold('--(a|)', { a: { offset: 1, epoch: 'e', duplicate: false } }),
      ];
      const { served } = stage(helpers, {
        broker: { ...memoryBroker(), publish: () => answers.shift() ?? throwError(() => new Error('none')) },
      });

      helpers.expectObservable(served.publish('a', 1)).toBe('---#');
      helpers.expectObservable(served.publish('a', 1).pipe(map(() => 'p'))).toBe('--(p|)');
      helpers.expectObservable(served.publishDuration$, '^---!').toBe('--d--', { d: 2 });
      helpers.flush();

      expect(served.metrics.snapshot()).toMatchObject({
        publications: 1,
        publishFailures: 1,
        publishDuration: { last: 2, p50: 2, p95: 2 },
      });
    }),
  );

  it(
    'say how much waits, and for whom most does',
    marbles((helpers) => {
      const { served, serve } = stage(helpers);
      const link = (buffered: number) => ({
        link$: of({ incoming$: NEVER, send: () => {}, close: () => {}, buffered: () => buffered }),
        sent$: NEVER,
      });
      serve('----!', link(10) as never, link(300) as never);

      helpers.scheduler.schedule(() => {
        expect(served.metrics.snapshot()).toMatchObject({
          connections: 2,
          queuedBytes: 310,
          longestQueue: 300,
        });
      }, 2);
      helpers.expectObservable(helpers.cold('-|')).toBe('-|');
    }),
  );

  it(
    'count those that the hub closes by the code',
    marbles((helpers) => {
      const { served, client, serve } = stage(helpers, {
        authenticate: ({ connection }) => (connection === 'c2' ? null : { user: '' }),
        maxPending: 10,
      });
      const stalled$ = of({ incoming$: NEVER, send: () => {}, close: () => {}, buffered: () => 9 });
      serve('----!', client('o'), { link$: stalled$, sent$: NEVER } as never);

      helpers.scheduler.schedule(() => {
        expect(served.metrics.snapshot()).toMatchObject({
          connected: 1,
          connections: 0,
          cuts: { 4001: 1, 4202: 1 },
        });
      }, 3);
      helpers.expectObservable(helpers.cold('-|')).toBe('-|');
    }),
  );

  it('are not to be written into', () => {
    const served = hub(openConfig());

    (served.metrics.snapshot().cuts as Record<number, number>)[4_000] = 1;

    expect(served.metrics.snapshot().cuts).toEqual({});
  });

  it('refuse an interval that is none', () => {
    expect(() => hub(openConfig({ metricsInterval: 0 }))).toThrow(RangeError);
  });
});
