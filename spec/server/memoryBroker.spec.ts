import { firstValueFrom, map, mergeMap } from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import type { Broker, MemoryBrokerConfig, Published } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { recorded } from '../support/recorded.js';
import { brokerContract } from './brokerContract.js';

const timed = (config: MemoryBrokerConfig = {}) => {
  let time = 0;
  return {
    broker: memoryBroker({ ...config, now: () => time }),
    elapse: async (ms: number) => (time += ms),
  };
};
const publish = (broker: Broker, channel: string, body: string, id?: string): Promise<Published> =>
  firstValueFrom(broker.publish(channel, body, id === undefined ? {} : { id }));
const historyOf = (broker: Broker, channel: string) => firstValueFrom(broker.history(channel, 0, 1_000));

brokerContract('memoryBroker', timed);

describe('memoryBroker', () => {
  it(
    'publishes and tells as drawn',
    marbles(({ cold, expectObservable, scheduler }) => {
      const broker = memoryBroker({ random: () => 0.5 });
      const publishes = { x: ['x', 'm-1'], y: ['y', 'm-2'] } as const;
      const results: unknown[] = [];
      cold('---x---y----x', publishes).subscribe(([body, id]) => {
        broker
          .publish('a', body, { id })
          .forEach(({ offset, duplicate }) => results.push([scheduler.frame, offset, duplicate]));
      });

      expectObservable(broker.subscribe('a'), '------------------!').toBe('L--1---2', {
        L: { kind: 'live' },
        1: { kind: 'message', epoch: 'i0000000', offset: 1, body: 'x' },
        2: { kind: 'message', epoch: 'i0000000', offset: 2, body: 'y' },
      });
      scheduler.schedule(
        () =>
          expect(results).toEqual([
            [3, 1, false],
            [7, 2, false],
            [12, 1, true],
          ]),
        20,
      );
    }),
  );

  it(
    'takes its time from the scheduler',
    marbles(({ cold, expectObservable }) => {
      const broker = memoryBroker({ historyTtl: 5 });
      cold('--x')
        .pipe(mergeMap((body) => broker.publish('a', body)))
        .subscribe();

      const kept$ = cold('------rr').pipe(
        mergeMap(() => broker.history('a', 0, 10)),
        map(({ items }) => items.length),
      );

      expectObservable(kept$).toBe('------10', { 1: 1, 0: 0 });
    }),
  );

  it('has an epoch of its own, since its history ends with it', async () => {
    const [first, second] = await Promise.all(
      [memoryBroker(), memoryBroker()].map((broker) => publish(broker, 'a', 'x')),
    );

    expect(first?.epoch).not.toBe(second?.epoch);
    expect(first?.epoch).toMatch(/^[0-9a-z]{8}$/);
  });

  it('forgets the quietest channel beyond maxChannels, which then begins a new epoch', async () => {
    const { broker } = timed({ maxChannels: 2 });
    const first = await publish(broker, 'a', 'x');
    await publish(broker, 'b', 'x');
    await publish(broker, 'c', 'x');

    const again = await publish(broker, 'a', 'x');

    expect(again.offset).toBe(1);
    expect(again.epoch).not.toBe(first.epoch);
  });

  it('counts channels that are only asked for', async () => {
    const { broker } = timed({ maxChannels: 2 });
    const first = await publish(broker, 'a', 'x');
    for (const channel of ['b', 'c', 'd', 'e']) await historyOf(broker, channel);

    expect((await publish(broker, 'a', 'x')).epoch).not.toBe(first.epoch);
  });

  it('never forgets the position of a channel that somebody is subscribed to', async () => {
    const { broker } = timed({ maxChannels: 2 });
    recorded(broker.subscribe('a'));
    const first = await publish(broker, 'a', 'x');
    for (const channel of ['b', 'c', 'd', 'e']) await publish(broker, channel, 'x');

    const next = await publish(broker, 'a', 'y');

    expect(next).toEqual({ offset: 2, epoch: first.epoch, duplicate: false });
  });

  it('holds no more bytes than maxBytes, at the cost of the quietest history, and never of a position', async () => {
    const { broker } = timed({ maxBytes: 1_000 });
    const quiet = await publish(broker, 'quiet', 'x'.repeat(200));
    for (let n = 0; n < 3; n++) await publish(broker, 'busy', 'x'.repeat(200));

    expect(await historyOf(broker, 'quiet')).toEqual({ epoch: quiet.epoch, top: 1, first: 2, items: [] });
    expect((await historyOf(broker, 'busy')).items).toHaveLength(2);
  });

  it('remembers no more ids than idempotencySize', async () => {
    const { broker } = timed({ idempotencySize: 2 });
    for (const id of ['1', '2', '3']) await publish(broker, 'a', 'x', id);

    const resent = await Promise.all(['2', '3', '1'].map((id) => publish(broker, 'a', 'x', id)));

    expect(resent.map(({ duplicate }) => duplicate)).toEqual([true, true, false]);
  });

  it('lets old histories go while others publish, without a timer', async () => {
    const { broker, elapse } = timed({ historyTtl: 10, maxBytes: 500 });
    await publish(broker, 'old', 'x'.repeat(200));
    await elapse(20);

    // Room for one only: were the old one still there, it would have been the limit that took it.
    await publish(broker, 'new', 'x');
    await publish(broker, 'new', 'x'.repeat(200));

    expect((await historyOf(broker, 'new')).items).toHaveLength(2);
  });

  it('never forgets a channel that has keys', async () => {
    const { broker } = timed({ maxChannels: 2, maxBytes: 1 });
    const set$ = broker.publish('a', 'x', { key: { name: 'k', op: 'set' } });
    const first = await firstValueFrom(set$);
    for (const channel of ['b', 'c', 'd']) await publish(broker, channel, 'x');

    expect((await firstValueFrom(set$)).epoch).toBe(first.epoch);
  });

  it('adds no key where those of all channels take maxKeyBytes', async () => {
    const { broker } = timed({ maxKeyBytes: 150 });
    const set = (channel: string, name: string): Promise<Published> =>
      firstValueFrom(broker.publish(channel, 'x', { key: { name, op: 'set' } }));
    await set('a', 'k');
    await set('b', 'k');

    await expect(set('c', 'k')).rejects.toMatchObject({ name: 'KeyLimitError' });
    await set('b', 'k');
    await firstValueFrom(broker.publish('a', '', { key: { name: 'k', op: 'remove' } }));
    await set('c', 'k');
  });

  it('refuses limits that are none', () => {
    expect(() => memoryBroker({ historySize: -1 })).toThrow(
      new RangeError('historySize must be a number, 0 or more; got -1'),
    );
    expect(() => memoryBroker({ historyTtl: Infinity })).toThrow(RangeError);
    expect(() => memoryBroker({ idempotencyTtl: NaN })).toThrow(RangeError);
    expect(() => memoryBroker({ maxBytes: 0 })).toThrow(RangeError);
    expect(() => memoryBroker({ maxKeyBytes: 0 })).toThrow(RangeError);
    expect(() => memoryBroker({ maxChannels: 0 })).toThrow(RangeError);
    expect(() => memoryBroker({ idempotencySize: NaN })).toThrow(RangeError);
  });
});
