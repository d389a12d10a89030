import { NEVER } from 'rxjs';
import { hub, memoryBroker } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { epoch, inShort, openConfig, subscribe } from './hubTalk.js';
import { stalling } from './stalling.js';

describe('joinFeed', () => {
  it(
    'replays more than fits as fast as the client reads, and joins the live publications behind it',
    marbles(({ scheduler }) => {
      const served = hub(openConfig({ maxPending: 8_000, broker: memoryBroker({ random: () => 0.5 }) }));
      for (let n = 1; n <= 40; n++) served.publish('a', 'x'.repeat(1_000)).subscribe();
      const { connection, requests$, sent, closes, read } = stalling();
      served.accept(connection).subscribe();
      requests$.next(subscribe('r1', 'a', { since: { offset: 0, epoch } }));
      for (let n = 1; n <= 60; n++) scheduler.schedule(read, n * 20 - 1);
      for (let n = 1; n <= 9; n++)
        scheduler.schedule(() => void served.publish('a', 'live').subscribe(), n * 50);

      scheduler.schedule(() => {
        const offsets = sent.flatMap((text) => (JSON.parse(text) as { offset?: number }).offset ?? []);
        expect(offsets).toEqual(Array.from({ length: 49 }, (_, n) => n + 1));
        expect(closes).toEqual([]);
        requests$.complete();
      }, 1_300);
    }),
  );

  it(
    'tells a client that falls behind its replay that it has a hole',
    marbles(({ scheduler }) => {
      const served = hub(openConfig({ maxPending: 8_000, recoveryLimit: 10 }));
      for (let n = 1; n <= 10; n++) served.publish('a', 'x'.repeat(1_000)).subscribe();
      const { connection, requests$, sent } = stalling();
      served.accept(connection).subscribe();
      requests$.next(subscribe('r1', 'a', { since: { offset: 0, epoch } }));
      for (let n = 1; n <= 20; n++) scheduler.schedule(() => void served.publish('a', 'live').subscribe(), n);

      scheduler.schedule(() => {
        expect(sent.map(inShort).at(-1)).toBe('unsubscribed a INSUFFICIENT_STATE');
        requests$.complete();
      }, 100);
    }),
  );

  it(
    'leaves the channel when it was not joined in time',
    marbles(({ scheduler }) => {
      const broker = { ...memoryBroker(), history: () => NEVER };
      const served = hub(openConfig({ broker, requestTimeout: 50 }));
      const { connection, requests$, sent } = stalling();
      served.accept(connection).subscribe();
      requests$.next(subscribe('r1', 'a'));

      scheduler.schedule(() => expect(served.channels).toBe(1), 49);
      scheduler.schedule(() => {
        expect(sent.map(inShort)).toEqual(['welcome', 'TIMEOUT to r1']);
        expect(served.channels).toBe(0);
        requests$.complete();
      }, 51);
    }),
  );
});
