import { map, mergeMap } from 'rxjs';
import { hub } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { epoch, inShort, openConfig, stage, subscribe, systemMessage } from './hubTalk.js';
import { stalling } from './stalling.js';

describe('session', () => {
  it(
    'lets a connection observe no more than maxChannels',
    marbles((helpers) => {
      const { client, serve, expectTalk } = stage(helpers, { maxChannels: 2 });
      const many = [{ channel: 'a' }, { channel: 'b' }, { channel: 'c' }];
      const a = client('o-a-b-c-u-c', {
        a: subscribe('r1', 'a'),
        b: subscribe('r2', 'b'),
        c: subscribe('r3', 'c'),
        u: systemMessage('r4', { action: 'unsubscribe', channel: 'a' }),
      });
      const b = client('o-m', { m: systemMessage('r1', { action: 'subscribe', channels: many }) });
      serve('------------!', a, b);

      expectTalk(a, 'w-a-b-c-u-d', {
        w: 'welcome',
        a: 'subscribed to r1 a@0',
        b: 'subscribed to r2 b@0',
        c: 'LIMIT_CHANNELS to r3',
        u: 'unsubscribed to r4 a',
        d: 'subscribed to r3 c@0',
      });
      expectTalk(b, 'w-m', { w: 'welcome', m: 'LIMIT_CHANNELS to r1' });
    }),
  );

  it(
    'begins anew from a position on a channel that is observed already',
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers);
      const a = client('os--t', {
        s: subscribe('r1', 'a'),
        t: subscribe('r2', 'a', { since: { offset: 1, epoch } }),
      });
      serve('------------!', a);
      helpers
        .cold('--12-----3')
        .pipe(mergeMap((text) => served.publish('a', { text })))
        .subscribe();

      expectTalk(a, 'wS12(R2)-3', {
        w: 'welcome',
        S: 'subscribed to r1 a@0',
        R: 'subscribed to r2 a@2 recovered 1',
        1: 'a 1 1',
        2: 'a 2 2',
        3: 'a 3 3',
      });
    }),
  );

  it.each([
    ['stream', { since: { offset: 1, epoch } }, 'a@3 recovered 2'],
    ['stream, up to date', { since: { offset: 3, epoch } }, 'a@3 recovered 0'],
    ['stream, of another epoch', { since: { offset: 1, epoch: 'other' } }, 'a@3 not recovered 0'],
    ['stream, of no epoch', { since: { offset: 1 } }, 'a@3 not recovered 0'],
    ['stream, ahead of everybody', { since: { offset: 9, epoch } }, 'a@3 not recovered 0'],
    ['stream, below 0', { since: { offset: -1, epoch } }, 'a@3 not recovered 0'],
    ['latest, afresh', { recover: 'latest' }, 'a@3 recovered 1'],
    ['latest, behind', { recover: 'latest', since: { offset: 1, epoch } }, 'a@3 recovered 1'],
    ['latest, up to date', { recover: 'latest', since: { offset: 3, epoch } }, 'a@3 recovered 0'],
    ['none', { recover: 'none', since: { offset: 1, epoch } }, 'a@3'],
  ])('recovers %s', (_, rest, expected) => {
    marbles((helpers) => {
      const { served, client, serve } = stage(helpers);
      const a = client('----os', { s: subscribe('r1', 'a', rest) });
      serve('------------!', a);
      helpers
        .cold('-123')
        .pipe(mergeMap((text) => served.publish('a', { text })))
        .subscribe();

      const told$ = a.sent$.pipe(map(inShort));
      const replay = /recovered (\d)/.exec(expected)?.[1] ?? '0';
      const behind = [...'123'].slice(3 - Number(replay.replace(/^not.*/, '0')));
      const diagram = behind.length > 0 ? `----w(S${behind.join('')})` : '----wS';
      helpers.expectObservable(told$).toBe(diagram, {
        w: 'welcome',
        S: `subscribed to r1 ${expected}`,
        1: 'a 1 1',
        2: 'a 2 2',
        3: 'a 3 3',
      });
    })();
  });

  it(
    'replays no more than recoveryLimit',
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers, { recoveryLimit: 2 });
      const a = client('----os-t', {
        s: subscribe('r1', 'a', { since: { offset: 0, epoch } }),
        t: subscribe('r2', 'a', { since: { offset: 1, epoch } }),
      });
      serve('------------!', a);
      helpers
        .cold('-123')
        .pipe(mergeMap((text) => served.publish('a', { text })))
        .subscribe();

      expectTalk(a, '----wS-(T23)', {
        w: 'welcome',
        S: 'subscribed to r1 a@3 not recovered 0',
        T: 'subscribed to r2 a@3 recovered 2',
        2: 'a 2 2',
        3: 'a 3 3',
      });
    }),
  );

  it(
    'cuts off with 4202 a client that does not read, with no more than maxPending waiting, and no other',
    marbles(({ scheduler }) => {
      const maxPending = 5_000;
      const served = hub(openConfig({ maxPending }));
      const [slow, quick] = [stalling(), stalling()];
      for (const { connection, requests$ } of [slow, quick]) {
        served.accept(connection).subscribe();
        requests$.next(subscribe('r1', 'a'));
      }
      for (let n = 1; n <= 20; n++) {
        scheduler.schedule(() => {
          served.publish('a', 'x'.repeat(1_000)).subscribe();
        }, n);
        scheduler.schedule(() => quick.read(), n + 0.5);
      }

      scheduler.schedule(() => {
        expect(slow.closes).toEqual([[4202, 'slow consumer']]);
        expect(slow.pending()).toBeLessThanOrEqual(maxPending);
        expect(slow.sent.length).toBe(2 + 4);
        expect(quick.sent.length).toBe(2 + 20);
        expect(quick.closes).toEqual([]);
        quick.requests$.complete();
      }, 30);
    }),
  );

  it(
    'cuts off in the middle of a turn that brings too much, and not one whose transport takes it at once',
    marbles(({ scheduler }) => {
      const maxPending = 100_000;
      const served = hub(openConfig({ maxPending }));
      const [slow, quick] = [stalling(), stalling()];
      let mostHeld = 0;
      const buffered = (): number => {
        mostHeld = Math.max(mostHeld, slow.pending());
        return slow.pending();
      };
      served.accept({ ...slow.connection, buffered }).subscribe();
      served.accept({ ...quick.connection, buffered: () => 0 }).subscribe();
      for (const { requests$ } of [slow, quick]) requests$.next(subscribe('r1', 'a'));

      scheduler.schedule(() => {
        for (let n = 1; n <= 100; n++) served.publish('a', 'x'.repeat(20_000)).subscribe();
        expect(slow.closes).toEqual([[4202, 'slow consumer']]);
      }, 1);
      scheduler.schedule(() => {
        expect(mostHeld).toBeLessThanOrEqual(maxPending);
        expect(slow.pending()).toBeLessThanOrEqual(maxPending);
        expect(quick.closes).toEqual([]);
        expect(quick.sent).toHaveLength(2 + 100);
        quick.requests$.complete();
      }, 2);
    }),
  );

  it(
    'lets a publication that is too large by itself through to who has read everything else',
    marbles(({ scheduler }) => {
      const served = hub(openConfig({ maxPending: 1_000 }));
      const { connection, requests$, sent, closes, read } = stalling();
      served.accept(connection).subscribe();
      requests$.next(subscribe('r1', 'a'));
      scheduler.schedule(() => {
        read();
        served.publish('a', 'x'.repeat(5_000)).subscribe();
      }, 1);
      scheduler.schedule(() => {
        expect([sent.length, closes]).toEqual([3, []]);
        served.publish('a', 'x').subscribe();
      }, 2);

      scheduler.schedule(() => expect([sent.length, closes]).toEqual([3, [[4202, 'slow consumer']]]), 3);
    }),
  );

  it(
    'makes one write of what one turn brings',
    marbles(({ scheduler }) => {
      const writes: number[] = [];
      const served = hub(openConfig());
      const { connection, requests$ } = stalling();
      const frames = {
        beside: connection.send,
        write: (bytes: Uint8Array) => void writes.push(bytes.length),
      };
      served.accept({ ...connection, frames }).subscribe();
      scheduler.schedule(() => requests$.next(subscribe('r1', 'a')), 1);
      scheduler.schedule(() => {
        for (let n = 1; n <= 8; n++) served.publish('a', n).subscribe();
        requests$.next('{"type":"ping"}');
      }, 2);

      // Welcome, subscribed, and the whole turn.
      scheduler.schedule(() => {
        expect(writes).toHaveLength(3);
        requests$.complete();
      }, 3);
    }),
  );
});
