import { asapScheduler } from 'rxjs';
import { hubPresence } from '../../lib/server/hubPresence.js';
import { turns } from '../../lib/server/turns.js';
import { hub, memoryBroker } from 'rxwire/server';
import type { Broker, BrokerPresence } from 'rxwire/server';
import { marbles } from '../support/marbles.js';

/** A memory broker, and what its presence is asked. */
const asked = (now: () => number) => {
  const calls: string[] = [];
  const broker = memoryBroker();
  const real = broker.presence as BrokerPresence;
  const presence: BrokerPresence = {
    ...real,
    touch: (channel, connections, ttl) => {
      calls.push(
        `${now()} touch ${channel} ${connections.map(({ connection }) => connection).join()} ${ttl}`,
      );
      return real.touch(channel, connections, ttl);
    },
    leave: (channel, connection) => {
      calls.push(`${now()} leave ${channel} ${connection}`);
      return real.leave(channel, connection);
    },
  };
  return { calls, broker: { ...broker, presence } as Broker };
};
const channels = (): boolean => true;

describe('hubPresence', () => {
  it(
    'tells the broker as drawn: many at once, renewed while they are there, and then no more',
    marbles(({ scheduler }) => {
      const { calls, broker } = asked(() => scheduler.now());
      const inTurns = turns((work) => void asapScheduler.schedule(work));
      const presence = hubPresence(broker, inTurns, { channels, ttl: 9, grace: 5 });

      presence.enter('a', 'c1', '{}');
      presence.enter('a', 'c2', '{}');
      scheduler.schedule(() => presence.fade('a', 'c1'), 4);
      scheduler.schedule(() => presence.leave('a', 'c2'), 7);
      scheduler.schedule(
        () =>
          expect(calls).toEqual([
            '0 touch a c1,c2 9',
            '3 touch a c1,c2 9',
            '4 touch a c1 5',
            '6 touch a c2 9',
            '7 leave a c2',
          ]),
        30,
      );
    }),
  );

  it('says no to a channel where the predicate throws', () => {
    const presence = hubPresence(
      memoryBroker(),
      turns(() => {}),
      {
        channels: () => {
          throw new Error('no idea');
        },
      },
    );

    expect(presence.keeps('a')).toBe(false);
  });

  it('refuses a broker without it, and options that are none', () => {
    const { presence: _, ...broker } = memoryBroker();

    expect(() => hub({ broker, presence: { channels } })).toThrow(
      new TypeError('presence needs a broker that keeps it'),
    );
    expect(() => hub({ broker: memoryBroker(), presence: { channels, grace: -1 } })).toThrow(RangeError);
    expect(() => hub({ broker: memoryBroker(), presence: { channels: true as never } })).toThrow(TypeError);
  });
});
