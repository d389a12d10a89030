import { firstValueFrom, mergeMap } from 'rxjs';
import type { AttendanceEvent, BrokerPresence } from 'rxwire/server';
import { recorded } from '../support/recorded.js';
import type { Recorded } from '../support/recorded.js';
import type { BrokerUnderTest } from './brokerContract.js';

/** The contract of a broker that keeps presence: invariant I17 of the protocol, as far as it is the broker's. */
export function presenceContract(name: string, make: () => BrokerUnderTest | Promise<BrokerUnderTest>): void {
  const made = async () => {
    const { broker, elapse } = await make();
    const presence = broker.presence as BrokerPresence;
    return {
      elapse,
      presence,
      touch: (connection: string, ttl = 60_000, { channel = 'room:1', body = `of ${connection}` } = {}) =>
        firstValueFrom(presence.touch(channel, [{ connection, body }], ttl)),
      leave: (connection: string) => firstValueFrom(presence.leave('room:1', connection)),
      list: (channel = 'room:1') => firstValueFrom(presence.list(channel)),
      watch: async () => {
        const seen = recorded(presence.watch('room:1'));
        await seen.first(({ kind }) => kind === 'live');
        return seen;
      },
    };
  };
  const short = (event: AttendanceEvent): string =>
    event.kind === 'join' || event.kind === 'leave'
      ? `${event.version} ${event.kind} ${event.connection}`
      : event.kind;
  const until = async (seen: Recorded<AttendanceEvent>, last: string): Promise<string[]> => {
    await seen.first((event) => short(event).endsWith(last));
    return seen.seen.map(short).filter((words) => words !== 'live');
  };

  describe(`the contract of a broker's presence: ${name}`, () => {
    it('lists who was touched, with the body as it was given, and whose time has not passed', async () => {
      const { touch, list } = await made();
      await touch('c1', 60_000, { body: '{"user":"ä\\u0000"}' });
      await touch('__proto__', 30_000);

      const { items, expiresIn } = await list();

      expect([...items].sort((a, b) => (a.connection < b.connection ? -1 : 1))).toEqual([
        { connection: '__proto__', body: 'of __proto__' },
        { connection: 'c1', body: '{"user":"ä\\u0000"}' },
      ]);
      expect(expiresIn).toBeGreaterThan(29_000);
      expect(expiresIn).toBeLessThanOrEqual(30_000);
    });

    it('lists nobody of another channel, and nobody where nobody is', async () => {
      const { touch, list } = await made();
      await touch('c1', 60_000, { channel: 'room:11' });

      expect(await list()).toEqual({ version: 0, items: [], expiresIn: undefined });
    });

    it('tells who comes and goes, numbered, and nothing of one who is touched again', async () => {
      const { touch, leave, watch } = await made();
      const seen = await watch();

      await touch('c1');
      await touch('c2');
      await touch('c1');
      await leave('c1');
      await leave('c1');
      await touch('c2', 60_000, { body: 'another' });

      expect(await until(seen, '4 join c2')).toEqual(['1 join c1', '2 join c2', '3 leave c1', '4 join c2']);
    });

    it('touches many at once', async () => {
      const { presence, list } = await made();
      const connections = ['c1', 'c2', 'c3'].map((connection) => ({ connection, body: connection }));

      await firstValueFrom(presence.touch('room:1', connections, 60_000));

      expect((await list()).items).toHaveLength(3);
    });

    it('lists as of the change that it names', async () => {
      const { touch, leave, list, watch } = await made();
      const seen = await watch();
      await touch('c1');
      await touch('c2');
      await leave('c1');

      const { version, items } = await list();
      await touch('c3');

      expect(items.map(({ connection }) => connection)).toEqual(['c2']);
      expect(version).toBe(3);
      expect((await until(seen, 'join c3')).at(-1)).toBe('4 join c3');
    });

    it('lets go who was not touched in time, and tells it once however many ask', async () => {
      const { touch, list, elapse, watch } = await made();
      const seen = await watch();
      await touch('c1', 200);
      await touch('c2');

      await elapse(250);
      const lists = await Promise.all([list(), list(), list()]);
      await touch('c3');

      expect(lists.map(({ items }) => items.map(({ connection }) => connection))).toEqual([
        ['c2'],
        ['c2'],
        ['c2'],
      ]);
      expect(await until(seen, 'join c3')).toEqual(['1 join c1', '2 join c2', '3 leave c1', '4 join c3']);
    });

    it('keeps who is touched again in time', async () => {
      const { touch, list, elapse } = await made();
      await touch('c1', 200);

      await elapse(150);
      await touch('c1', 200);
      await elapse(150);

      expect((await list()).items).toHaveLength(1);
    });

    it('tells at once that someone is to expire sooner than before', async () => {
      const { touch, list, elapse, watch } = await made();
      const seen = await watch();
      await touch('c1');

      await touch('c1', 200);

      expect(await seen.first(({ kind }) => kind === 'expiring')).toEqual({ kind: 'expiring', within: 200 });
      await elapse(250);
      expect((await list()).items).toEqual([]);
    });

    it('tells every watcher, nothing of other channels, and nothing after unsubscription', async () => {
      const { touch, watch } = await made();
      const [gone, first, second] = await Promise.all([watch(), watch(), watch()]);
      gone?.subscription.unsubscribe();

      await touch('c0', 60_000, { channel: 'room:11' });
      await touch('c1');

      expect(await until(first as never, 'join c1')).toEqual(['1 join c1']);
      expect(await until(second as never, 'join c1')).toEqual(['1 join c1']);
      expect(gone?.seen).toEqual([{ kind: 'live' }]);
    });

    it('tells in order also when a watcher touches in turn', async () => {
      const { presence, touch, watch } = await made();
      const echo$ = presence
        .watch('room:1')
        .pipe(
          mergeMap((event) =>
            event.kind === 'join' && event.connection === 'c1'
              ? presence.touch('room:1', [{ connection: 'echo', body: '' }], 60_000)
              : [],
          ),
        );
      recorded(echo$);
      const seen = await watch();

      await touch('c1');

      expect(await until(seen, 'join echo')).toEqual(['1 join c1', '2 join echo']);
    });

    it('does nothing before it is subscribed to', async () => {
      const { presence, list } = await made();

      presence.touch('room:1', [{ connection: 'c1', body: '' }], 60_000);
      presence.leave('room:1', 'c1');

      expect((await list()).items).toEqual([]);
    });
  });
}
