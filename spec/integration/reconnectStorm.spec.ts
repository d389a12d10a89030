import { Observable, Subject, asapScheduler, asyncScheduler } from 'rxjs';
import { ConnectionError, backoff, dataSync, realtimeClient } from 'rxwire';
import type { Connection } from 'rxwire';
import { messages } from 'rxwire/messages';
import { hub, memoryBroker } from 'rxwire/server';
import type { Hub } from 'rxwire/server';
import { marbles } from '../support/marbles.js';

const clients = 1_000;
const channels = 5;

/** Links to a hub in this process, and how to cut all of them at once. */
function links(rooms: Hub) {
  const cuts = new Set<() => void>();
  const dials: number[] = [];
  const link$ = new Observable<Connection<string, string>>((subscriber) => {
    const toHub$ = new Subject<string>();
    const toClient$ = new Subject<string>();
    const end = (code: number, reason: string): void => {
      cuts.delete(cut);
      toHub$.complete();
      toClient$.complete();
      subscriber.error(new ConnectionError('closed', reason, { code, reason, wasClean: false }));
    };
    const cut = (): void => end(1006, 'cut');
    cuts.add(cut);
    dials.push(asyncScheduler.now());
    const buffered = (): number => 0;
    const hubsEnd = { incoming$: toHub$, send: (text: string) => toClient$.next(text), buffered, close: end };
    const serving = rooms.accept(hubsEnd as never).subscribe();
    subscriber.next({
      incoming$: toClient$,
      send: (text) => toHub$.next(text),
      buffered,
      close: () => toHub$.complete(),
    } as Connection<string, string>);
    return () => {
      cuts.delete(cut);
      toHub$.complete();
      serving.unsubscribe();
    };
  });
  return { link$, dials, cutAll: () => [...cuts].forEach((cut) => cut()) };
}

describe('a thousand clients that are cut off at once', () => {
  it(
    'come back spread over the first delay, miss nothing, and cost one read for each channel',
    marbles(({ scheduler }) => {
      const broker = memoryBroker();
      const reads: string[] = [];
      const rooms = hub({
        broker: {
          ...broker,
          history: (channel, since, limit) => {
            reads.push(channel);
            return broker.history(channel, since, limit);
          },
        },
        authorize: () => true,
        atEndOfTurn: (work) => void asapScheduler.schedule(work),
        positionCheck: 3_600_000,
      });
      const { link$, dials, cutAll } = links(rooms);
      let draws = 0;
      const random = (): number => ((draws += 1) * 0.618_034) % 1;
      const heard = Array.from({ length: clients }, () => [] as unknown[]);
      const all = heard.map((own, n) => {
        const client = realtimeClient({
          transport: link$ as never,
          codec: messages as never,
          policy: backoff({ initialDelay: 1_000, random }),
          page: false,
          sleep: false,
        });
        dataSync(client as never)
          .channel(`room:${n % channels}`)
          .subscribe((event) => own.push((event as { readonly kind: string }).kind));
        return client;
      });
      const publish = (): void => {
        for (let n = 0; n < channels; n++) rooms.publish(`room:${n}`, { at: n }).subscribe();
      };
      let readBefore = 0;

      scheduler.schedule(publish, 10);
      scheduler.schedule(() => {
        expect(rooms.connections).toBe(clients);
        readBefore = reads.length;
        dials.length = 0;
        cutAll();
        expect([rooms.connections, rooms.channels]).toEqual([0, 0]);
        publish();
      }, 6_000);
      scheduler.schedule(() => {
        expect(rooms.connections).toBe(clients);
        expect(reads.slice(readBefore).sort()).toEqual(
          Array.from({ length: channels }, (_, n) => `room:${n}`),
        );
        const after = dials.map((at) => Math.floor((at - 6_000) / 100));
        expect(Math.min(...after)).toBe(0);
        expect(Math.max(...after)).toBe(9);
        for (let tenth = 0; tenth < 10; tenth++) {
          expect(after.filter((at) => at === tenth).length).toBeLessThan((clients / 10) * 1.5);
        }
        publish();
      }, 7_100);
      scheduler.schedule(() => {
        expect(heard).toEqual(heard.map(() => ['publication', 'publication', 'publication']));
        for (const client of all) client.dispose();
        expect([rooms.connections, rooms.channels]).toEqual([0, 0]);
      }, 7_200);
    }),
    60_000,
  );
});
