import { asapScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { hub, memoryBroker } from 'rxwire/server';
import type { Broker, Hub, Stored } from 'rxwire/server';
import { keyExpiry } from '../../lib/server/keyExpiry.js';
import { timersOf } from '../support/timersOf.js';

interface Stage {
  readonly broker: Broker;
  readonly hubOf: () => Hub;
  readonly expiry: () => ReturnType<typeof keyExpiry>;
  readonly at: (time: number, act: () => void) => void;
  readonly timers: () => number;
}

/** What was published, as `<time> <op> <key>`. */
function play(script: (stage: Stage) => void, broker = memoryBroker()): readonly string[] {
  const told: string[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const hubOf = () =>
      hub({
        broker,
        maps: { channels: () => true },
        atEndOfTurn: (work) => void asapScheduler.schedule(work),
      });
    const expiry = () => keyExpiry({ broker, isMap: (channel) => channel !== 'plain', timestamp: () => '' });
    const at = (time: number, act: () => void): void => void scheduler.schedule(act, time);
    broker.subscribe('a').subscribe((event) => {
      if (event.kind !== 'message') return;
      const { data } = JSON.parse(event.body) as { data: { op: string; key: string; of?: number } };
      told.push(`${scheduler.now()} ${data.op} ${data.key}${data.of === undefined ? '' : ` of ${data.of}`}`);
    });
    script({ broker, hubOf, expiry, at, timers: () => timersOf({ scheduler }) });
  });
  return told;
}
const set = (rooms: Hub, key: string, expiresIn?: number): void =>
  void rooms.publish('a', { op: 'set', key, value: 1, expiresIn }).subscribe();
const keysOf = (broker: Broker): number => {
  let items: readonly Stored[] = [];
  broker.latest?.('a', 0, 100).subscribe((page) => (items = page.items));
  return items.length;
};

describe('keyExpiry', () => {
  it('removes a key when its time has passed, once, however many hubs follow the channel', () => {
    const told = play(({ expiry, hubOf }) => {
      set(hubOf(), 'x', 20);
      set(hubOf(), 'y');
      expiry().follow('a');
      expiry().follow('a');
    });

    expect(told).toEqual(['0 set x', '0 set y', '20 remove x of 1']);
  });

  it('lets go what became due while nobody followed it, as soon as somebody does', () => {
    const told = play(({ expiry, hubOf, at }) => {
      set(hubOf(), 'x', 20);
      const killed = expiry();
      killed.follow('a');
      at(10, () => killed.leave('a'));
      at(300, () => expiry().follow('a'));
    });

    expect(told).toEqual(['0 set x', '300 remove x of 1']);
  });

  it('keeps the time of a key that was set anew when the removal of the one before comes late', () => {
    const told = play(({ expiry, hubOf, broker, at }) => {
      const [rooms, follower] = [hubOf(), expiry()];
      follower.follow('a');
      broker.subscribe('a').subscribe((event) => {
        if (event.kind === 'message')
          follower.look('a', event.epoch, { offset: event.offset, text: event.body });
      });
      at(5, () => set(rooms, 'x', 20));
      at(6, () => set(rooms, 'x', 20));
      at(7, () => rooms.publish('a', { op: 'remove', key: 'x', of: 1 }).subscribe());
    });

    expect(told).toEqual(['5 set x', '6 set x', '7 remove x of 1', '26 remove x of 2']);
  });

  it('removes only what expires: a key that is set anew, or was removed, is left alone', () => {
    const told = play(({ expiry, hubOf, broker, at }) => {
      const [rooms, follower] = [hubOf(), expiry()];
      follower.follow('a');
      broker.subscribe('a').subscribe((event) => {
        if (event.kind === 'message')
          follower.look('a', event.epoch, { offset: event.offset, text: event.body });
      });
      set(rooms, 'x', 20);
      set(rooms, 'y', 20);
      set(rooms, 'z', 20);
      at(5, () => set(rooms, 'x'));
      at(6, () => void rooms.publish('a', { op: 'remove', key: 'y' }).subscribe());
      at(10, () => set(rooms, 'z', 20));
    });

    expect(told.slice(3)).toEqual(['5 set x', '6 remove y', '10 set z', '30 remove z of 6']);
  });

  it('waits longer than a timer can, and tries again while the broker does not take it', () => {
    const month = 2_678_400_000;
    let failures = 2;
    const real = memoryBroker();
    const broker: Broker = {
      ...real,
      publish: (channel, body, options) => {
        if (body.includes('remove') && failures-- > 0) throw new Error('out of reach');
        return real.publish(channel, body, options);
      },
    };
    const told = play(({ expiry, hubOf }) => {
      set(hubOf(), 'x', month);
      expiry().follow('a');
    }, broker);

    expect(told).toEqual(['0 set x', `${month + 2_000} remove x of 1`]);
  });

  it('has as many timers as keys that expire, and none when nobody follows the channel', () => {
    const counts: number[] = [];
    const broker = memoryBroker();
    play(({ expiry, hubOf, timers }) => {
      const [rooms, follower] = [hubOf(), expiry()];
      set(rooms, 'x', 20);
      set(rooms, 'y', 20);
      follower.follow('plain');
      counts.push(timers());
      follower.follow('a');
      counts.push(timers());
      follower.leave('a');
      counts.push(timers(), keysOf(broker));
    }, broker);

    expect(counts).toEqual([0, 2, 0, 2]);
  });
});
