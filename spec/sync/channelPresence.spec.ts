import { asapScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelPresence, constant, dataSync, realtimeClient } from 'rxwire';
import type { SyncMessage } from 'rxwire';
import { messages } from 'rxwire/messages';
import { hub, memoryBroker } from 'rxwire/server';
import { memoryWire } from './memoryWire.js';

/** Clients by name over one hub, in virtual time. */
function play(script: (stage: ReturnType<typeof stageOf>) => void): void {
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const stage = stageOf(scheduler);
    script(stage);
  });
}

function stageOf(scheduler: TestScheduler) {
  const users: string[] = [];
  let names = 0;
  const rooms = hub({
    broker: memoryBroker(),
    authenticate: () => ({ user: users.shift() ?? '' }),
    authorize: () => true,
    presence: { channels: () => true, grace: 40, pace: 0 },
    atEndOfTurn: (work) => void asapScheduler.schedule(work),
    newId: () => `c${++names}`,
  });
  const client = (user: string) => {
    const wire = memoryWire({
      latency: () => 1,
      now: () => scheduler.now(),
      accept: (connection) => {
        users.push(user);
        return rooms.accept(connection).subscribe();
      },
    });
    const own = realtimeClient<SyncMessage, unknown, never>({
      transport: wire.transport$ as never,
      codec: messages as never,
      policy: constant(5),
      reconnect: { minUptime: 0 },
    });
    const sync = dataSync(own, { random: () => 0.5 });
    scheduler.schedule(() => own.dispose(), 200);
    return { wire, sync, presence: channelPresence({ client: own, sync }) };
  };
  const at = (time: number, act: () => void): void => void scheduler.schedule(act, time);
  return { at, client, now: () => Math.round(scheduler.now()), rooms };
}
const ids = (members: readonly { id: string }[]): string => members.map(({ id }) => id).join();

describe('channelPresence', () => {
  it('emits who is there and what has changed, and nothing of who is back in time', () => {
    const told: string[] = [];
    play(({ at, client, now }) => {
      const [eve, ann, bob] = [client('eve'), client('ann'), client('bob')];
      const observed = eve.presence('a').subscribe(({ members, joined, left }) => {
        told.push(`${now()} ${[...members.keys()].join()} +${ids(joined)} -${ids(left)}`);
      });
      const here = ann.sync.channel('a').subscribe();
      at(20, () => bob.sync.channel('a').subscribe());
      at(30, () => bob.wire.cut('both'));
      at(50, () => here.unsubscribe());
      at(70, () => eve.wire.cut('both'));
      at(150, () => observed.unsubscribe());
    });

    expect(told.map((words) => words.replace(/^\d+ /, ''))).toEqual([
      'eve,ann +eve,ann -',
      'eve,ann,bob +bob -',
      'eve,bob + -ann',
    ]);
  });

  it('tells one who was cut what has changed meanwhile, and those who stayed not at all', () => {
    const told: string[] = [];
    play(({ at, client }) => {
      const [eve, ann, bob] = [client('eve'), client('ann'), client('bob')];
      const here = ann.sync.channel('a').subscribe();
      const observed = eve
        .presence('a')
        .subscribe(({ joined, left }) => told.push(`+${ids(joined)} -${ids(left)}`));
      at(20, () => {
        eve.wire.cut('both');
        here.unsubscribe();
        bob.sync.channel('a').subscribe();
      });
      at(150, () => observed.unsubscribe());
    });

    expect(told[0]).toBe('+ann,eve -');
    expect(
      told
        .slice(1)
        .join(' ')
        .split(' ')
        .filter((each) => each.length > 1)
        .sort(),
    ).toEqual(['+bob', '-ann']);
  });

  it('gives everybody to an observer who comes later, and leaves with the last one', () => {
    const told: string[] = [];
    play(({ at, client, rooms }) => {
      const eve = client('eve');
      const first = eve.presence('a').subscribe();
      at(20, () => {
        const second = eve.presence('a').subscribe(({ joined }) => told.push(ids(joined)));
        first.unsubscribe();
        at(20, () => second.unsubscribe());
      });
      at(60, () => told.push(`${rooms.channels} channels`));
    });

    expect(told).toEqual(['eve', '0 channels']);
  });
});
