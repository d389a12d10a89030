import fc from 'fast-check';
import { asapScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelMap, constant, dataSync, realtimeClient } from 'rxwire';
import type { MapChange, SyncMessage } from 'rxwire';
import { messages } from 'rxwire/messages';
import { hub, memoryBroker } from 'rxwire/server';
import { memoryWire } from './memoryWire.js';

interface Act {
  readonly at: number;
  readonly do: 'set' | 'remove' | 'cut' | 'kill' | 'come' | 'go';
  readonly key: string;
}

/** Plays the acts on one map, over hubs that are killed and keep but two publications; gives what observers saw last, and the fold. */
function play(acts: readonly Act[], maxPending = 1_048_576) {
  const scheduler = new TestScheduler(() => undefined);
  const model = new Map<string, number>();
  const seen: Map<string, unknown>[] = [];
  const told: MapChange<unknown>[][] = [];
  const faults: string[] = [];
  scheduler.run(() => {
    const broker = memoryBroker({ historySize: 2 });
    let names = 0;
    const begin = () =>
      hub({
        broker,
        authorize: () => true,
        recoveryLimit: 2,
        maxPending,
        maps: { channels: () => true },
        atEndOfTurn: (work) => void asapScheduler.schedule(work),
        newId: () => `c${++names}`,
        requestRate: 1e6,
        requestBurst: 1e6,
      });
    let rooms = begin();
    let served: { unsubscribe(): void }[] = [];
    const wire = memoryWire({
      latency: () => 1,
      now: () => scheduler.now(),
      accept: (connection) => {
        const each = rooms.accept(connection).subscribe();
        served.push(each);
        return each;
      },
    });
    const client = realtimeClient<SyncMessage, unknown, never>({
      transport: wire.transport$ as never,
      codec: messages as never,
      policy: constant(5.3),
      reconnect: { minUptime: 0 },
    });
    const sync = dataSync(client, { random: () => 0.5 });
    const map = channelMap({ client, sync: sync as never, requestTimeout: 30 });
    const observe = () => {
      const mine = new Map<string, unknown>();
      seen.push(mine);
      return map('a').subscribe({
        next: ({ entries, changes }) => {
          told.push([...changes]);
          for (const change of changes)
            if (change.op === 'set') mine.set(change.key, change.value);
            else mine.delete(change.key);
          const whole = [...entries].map(([key, { value }]) => [key, value]);
          if (JSON.stringify([...whole].sort()) !== JSON.stringify([...mine].sort()))
            faults.push('the changes are not those of the map');
        },
        error: (error: unknown) => faults.push(String(error)),
      });
    };
    observe();
    let second: { unsubscribe(): void } | undefined;
    let value = 0;
    const act = ({ do: what, key }: Act): void => {
      if (what === 'set') {
        model.set(key, (value += 1));
        rooms.publish('a', { op: 'set', key, value }).subscribe();
      } else if (what === 'remove') {
        model.delete(key);
        rooms.publish('a', { op: 'remove', key }).subscribe();
      } else if (what === 'cut') wire.cut('both');
      else if (what === 'kill') {
        served.forEach((each) => each.unsubscribe());
        served = [];
        rooms = begin();
      } else if (what === 'come') second ??= observe();
      else {
        if (second !== undefined) seen.pop();
        second = void second?.unsubscribe();
      }
    };
    for (const each of acts) scheduler.schedule(() => act(each), each.at);
    scheduler.schedule(() => client.dispose(), 600);
  });
  return {
    seen: seen.map((each) => Object.fromEntries(each)),
    model: Object.fromEntries(model),
    faults,
    told,
  };
}

describe('channelMap', () => {
  it('gives a late observer what history no longer has, then each change', () => {
    const keys = ['a', 'b', 'c', '__proto__'];
    const { seen, model, told } = play([
      ...keys.map((key) => ({ at: 0, do: 'set' as const, key })),
      { at: 20, do: 'remove', key: 'b' },
      { at: 30, do: 'remove', key: 'none' },
      { at: 40, do: 'come', key: '' },
    ]);

    expect(seen).toEqual([model, model]);
    expect(told.map((changes) => changes.length)).toEqual([4, 1, 3]);
  });

  it('is loaded piece by piece where it is large', () => {
    const acts = Array.from({ length: 50 }, (_, n) => ({ at: 0, do: 'set' as const, key: `k${n}` }));

    expect(play(acts, 3_000).seen).toEqual([play(acts).model]);
  });

  it('ends as the fold of the whole history, whatever happens to links and hubs', () => {
    const act = fc.record({
      at: fc.nat(150),
      do: fc.constantFrom<Act['do']>(
        'set',
        'set',
        'set',
        'set',
        'remove',
        'remove',
        'cut',
        'kill',
        'come',
        'go',
      ),
      key: fc.constantFrom('x', 'y', '__proto__', ''),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (unsorted) => {
        const acts = [...unsorted]
          .sort((a, b) => a.at - b.at)
          .map((each, n) => ({ ...each, at: each.at + n / 100 }));
        let played: ReturnType<typeof play>;
        try {
          played = play(acts);
        } catch (error) {
          // Of RxJS 7's test scheduler, when an immediate calls off a timer of its frame.
          fc.pre(!String(error).includes('Expected a due immediate'));
          throw error;
        }
        expect(played.faults).toEqual([]);
        for (const each of played.seen) expect(each).toEqual(played.model);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
