import { NEVER, concatMap, firstValueFrom, from, mergeMap, range, toArray } from 'rxjs';
import type { Broker, BrokerEvent, KeyChange, LatestPage, Published } from 'rxwire/server';
import { recorded } from '../support/recorded.js';
import { presenceContract } from './presenceContract.js';
import type { Recorded } from '../support/recorded.js';

/** What a broker must be able to be made with, so that the contract can be held against it. */
export interface ContractConfig {
  readonly historySize?: number;
  /** Milliseconds. */
  readonly historyTtl?: number;
  /** Milliseconds. */
  readonly idempotencyTtl?: number;
}

/** A broker under test, and the passing of its time. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  /** Lets at least so much of the broker's time pass, in ms. */
  elapse(ms: number): Promise<unknown>;
}

/** The contract of every broker: invariants I9 to I11 of the protocol, and what a hub relies on. */
export function brokerContract(
  name: string,
  make: (config: ContractConfig) => BrokerUnderTest | Promise<BrokerUnderTest>,
): void {
  const made = async (config: ContractConfig = {}): Promise<BrokerUnderTest> => make(config);
  const publish = (broker: Broker, body: string, id?: string, channel = 'room:1'): Promise<Published> =>
    firstValueFrom(broker.publish(channel, body, id === undefined ? {} : { id }));
  const publishAll = (broker: Broker, ...bodies: string[]): Promise<Published[]> =>
    firstValueFrom(
      from(bodies).pipe(
        concatMap((body) => broker.publish('room:1', body)),
        toArray(),
      ),
    );
  const historyOf = (broker: Broker, since = 0, limit = 1_000, channel = 'room:1') =>
    firstValueFrom(broker.history(channel, since, limit));
  const change = (broker: Broker, body: string, key: KeyChange, channel = 'room:1'): Promise<Published> =>
    firstValueFrom(broker.publish(channel, body, { key }));
  const latestOf = (broker: Broker, since = 0, limit = 1_000): Promise<LatestPage> =>
    firstValueFrom(broker.latest?.('room:1', since, limit) ?? NEVER);
  const listen = async (broker: Broker, channel = 'room:1'): Promise<Recorded<BrokerEvent>> => {
    const heard = recorded(broker.subscribe(channel));
    await heard.first(({ kind }) => kind === 'live');
    return heard;
  };
  const offsetsOf = ({ seen }: Recorded<BrokerEvent>): number[] =>
    seen.flatMap((event) => (event.kind === 'message' ? [event.offset] : []));

  describe(`the contract of a broker: ${name}`, () => {
    it('gives offsets from 1 on, one more for each publication', async () => {
      const { broker } = await made();

      const published = await publishAll(broker, 'a', 'b', 'c');

      expect(published.map(({ offset }) => offset)).toEqual([1, 2, 3]);
      expect(published.map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
      expect(new Set(published.map(({ epoch }) => epoch)).size).toBe(1);
    });

    it('counts each channel by itself', async () => {
      const { broker } = await made();
      await publish(broker, 'a', undefined, 'room:1');

      const other = await publish(broker, 'a', undefined, '__proto__');

      expect(other.offset).toBe(1);
      expect((await historyOf(broker, 0, 10, '__proto__')).items).toEqual([{ offset: 1, body: 'a' }]);
    });

    it('publishes once for each subscription, and not before', async () => {
      const { broker } = await made();
      const publish$ = broker.publish('room:1', 'a');
      expect((await historyOf(broker)).top).toBe(0);

      await firstValueFrom(publish$);
      const second = await firstValueFrom(publish$);

      expect(second.offset).toBe(2);
    });

    it('says of a channel that never spoke that its top is 0, and keeps that epoch while someone listens', async () => {
      const { broker } = await made();
      await listen(broker);

      const before = await historyOf(broker);
      const { epoch } = await publish(broker, 'a');

      expect(before).toEqual({ epoch, top: 0, first: 1, items: [] });
    });

    it('keeps bodies as they are', async () => {
      const { broker } = await made();
      const bodies = ['', '{"a":"\\u0000"}', 'ä€😀\u2028', '\r\n', 'x'.repeat(65_536)];

      await publishAll(broker, ...bodies);

      expect((await historyOf(broker)).items.map(({ body }) => body)).toEqual(bodies);
    });

    it('reads history after a position, oldest first, at most so much', async () => {
      const { broker } = await made();
      const [first] = await publishAll(broker, 'a', 'b', 'c', 'd');

      expect(await historyOf(broker, 1, 2)).toEqual({
        epoch: first?.epoch,
        top: 4,
        first: 1,
        items: [
          { offset: 2, body: 'b' },
          { offset: 3, body: 'c' },
        ],
      });
      expect((await historyOf(broker, 4)).items).toEqual([]);
      expect((await historyOf(broker, 400)).items).toEqual([]);
      expect((await historyOf(broker, 0, 0)).items).toEqual([]);
    });

    it('reads the latest publications when asked from below 0', async () => {
      const { broker } = await made();
      await publishAll(broker, 'a', 'b', 'c');

      expect((await historyOf(broker, -2)).items.map(({ body }) => body)).toEqual(['b', 'c']);
      expect((await historyOf(broker, -2, 1)).items.map(({ body }) => body)).toEqual(['b']);
      expect((await historyOf(broker, -20)).items.map(({ body }) => body)).toEqual(['a', 'b', 'c']);
    });

    it('keeps no more than the history size, and goes on counting', async () => {
      const { broker } = await made({ historySize: 2 });
      await publishAll(broker, 'a', 'b', 'c', 'd');

      const { top, first, items } = await historyOf(broker);

      expect({ top, first }).toEqual({ top: 4, first: 3 });
      expect(items.map(({ body }) => body)).toEqual(['c', 'd']);
    });

    it('keeps as much as the publish says', async () => {
      const { broker } = await made({ historySize: 100 });
      await publishAll(broker, 'a', 'b');

      await firstValueFrom(broker.publish('room:1', 'c', { history: { size: 1, ttl: 60_000 } }));

      expect((await historyOf(broker)).items).toEqual([{ offset: 3, body: 'c' }]);
    });

    it('lets go what is older than its time to live, and goes on counting in the same epoch', async () => {
      const { broker, elapse } = await made({ historyTtl: 200 });
      const [old] = await publishAll(broker, 'a', 'b');

      await elapse(250);
      const { top, first, items, epoch } = await historyOf(broker);
      const next = await publish(broker, 'c');

      expect({ top, first, items, epoch }).toEqual({ top: 2, first: 3, items: [], epoch: old?.epoch });
      expect(next).toEqual({ offset: 3, epoch, duplicate: false });
    });

    it('takes an id once: a resend gives the same place, and no second entry', async () => {
      const { broker } = await made();
      const heard = await listen(broker);
      const first = await publish(broker, 'a', 'm-1');
      await publish(broker, 'b', 'm-2');

      const again = await publish(broker, 'a', 'm-1');

      expect(again).toEqual({ ...first, duplicate: true });
      expect((await historyOf(broker)).items.map(({ body }) => body)).toEqual(['a', 'b']);
      await publish(broker, 'c');
      await heard.first((event) => event.kind === 'message' && event.offset === 3);
      expect(offsetsOf(heard)).toEqual([1, 2, 3]);
    });

    it('makes one entry of concurrent resends', async () => {
      const { broker } = await made();

      const results = await Promise.all(Array.from({ length: 20 }, () => publish(broker, 'a', 'm-1')));

      expect(new Set(results.map(({ offset }) => offset))).toEqual(new Set([1]));
      expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect((await historyOf(broker)).top).toBe(1);
    });

    it('scopes an id to its channel', async () => {
      const { broker } = await made();
      await publish(broker, 'a', '1m', 'room:1');

      const other = await publish(broker, 'a', 'm', 'room:11');
      const third = await publish(broker, 'a', '1m', 'room:2');

      expect([other.duplicate, third.duplicate]).toEqual([false, false]);
    });

    it('forgets an id after its time', async () => {
      const { broker, elapse } = await made({ idempotencyTtl: 200 });
      await publish(broker, 'a', 'm-1');

      await elapse(250);
      const later = await publish(broker, 'a', 'm-1');

      expect(later).toMatchObject({ offset: 2, duplicate: false });
    });

    it('remembers an id whose publication is no longer kept', async () => {
      const { broker } = await made({ historySize: 1 });
      const first = await publish(broker, 'a', 'm-1');
      await publishAll(broker, 'b', 'c');

      expect(await publish(broker, 'a', 'm-1')).toEqual({ ...first, duplicate: true });
    });

    it('tells every subscriber all that is published after live, in order', async () => {
      const { broker } = await made();
      const { epoch } = await publish(broker, 'before');
      const heard = await Promise.all([listen(broker), listen(broker)]);

      await publishAll(broker, 'a', 'b', 'c');

      for (const each of heard) {
        await each.first((event) => event.kind === 'message' && event.offset === 4);
        expect(each.seen.filter(({ kind }) => kind === 'message')).toEqual([
          { kind: 'message', epoch, offset: 2, body: 'a' },
          { kind: 'message', epoch, offset: 3, body: 'b' },
          { kind: 'message', epoch, offset: 4, body: 'c' },
        ]);
      }
    });

    it('tells nothing of other channels, and nothing after unsubscription', async () => {
      const { broker } = await made();
      const gone = await listen(broker);
      const other = await listen(broker, 'room:11');
      const witness = await listen(broker);
      gone.subscription.unsubscribe();

      await publish(broker, 'a');
      await witness.first(({ kind }) => kind === 'message');

      expect([offsetsOf(gone), offsetsOf(other)]).toEqual([[], []]);
    });

    it('leaves no hole between a subscription and a history that is read after live', async () => {
      const { broker } = await made({ historySize: 1_000 });
      const publishing = firstValueFrom(
        range(1, 300).pipe(
          mergeMap((n) => broker.publish('room:1', String(n)), 8),
          toArray(),
        ),
      );

      const heard = await listen(broker);
      const { items } = await historyOf(broker);
      await publishing;
      await publish(broker, 'last');
      await heard.first((event) => event.kind === 'message' && event.offset === 301);

      const all = new Set([...items.map(({ offset }) => offset), ...offsetsOf(heard)]);
      expect(all.size).toBe(301);
    });

    it('acknowledges one publisher in its order', async () => {
      const { broker } = await made();

      const results = await Promise.all(Array.from({ length: 50 }, (_, n) => publish(broker, String(n))));

      const offsets = results.map(({ offset }) => offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect((await historyOf(broker)).items.map(({ body }) => Number(body))).toEqual([...Array(50).keys()]);
    });

    it('delivers in order also when a subscriber publishes in turn', async () => {
      const { broker } = await made();
      const echo$ = broker
        .subscribe('room:1')
        .pipe(
          mergeMap((event) =>
            event.kind === 'message' && event.body === 'a' ? broker.publish('room:1', 'echo') : [],
          ),
        );
      recorded(echo$);
      const heard = await listen(broker);

      await publish(broker, 'a');

      await heard.first((event) => event.kind === 'message' && event.body === 'echo');
      expect(offsetsOf(heard)).toEqual([1, 2]);
    });

    it('keeps the latest publication of each key, in the order of their offsets, beyond the history', async () => {
      const { broker, elapse } = await made({ historySize: 1, historyTtl: 200 });
      const { epoch } = await change(broker, 'a1', { name: 'a', op: 'set' });
      await change(broker, 'p2', { name: '__proto__', op: 'set' });
      await publish(broker, 'of no key');
      await change(broker, 'a4', { name: 'a', op: 'set' });
      await elapse(250);

      expect(await latestOf(broker)).toEqual({
        epoch,
        top: 4,
        items: [
          { offset: 2, body: 'p2' },
          { offset: 4, body: 'a4' },
        ],
      });
      expect((await latestOf(broker, 2)).items).toEqual([{ offset: 4, body: 'a4' }]);
      expect((await latestOf(broker, 0, 1)).items).toEqual([{ offset: 2, body: 'p2' }]);
      expect((await historyOf(broker)).top).toBe(4);
    });

    it('has no keys where none was set, and not those of another channel', async () => {
      const { broker } = await made();
      await change(broker, 'a1', { name: 'a', op: 'set' }, 'room:11');
      await publish(broker, 'a');

      expect((await latestOf(broker)).items).toEqual([]);
    });

    it('removes a key, or only what a certain publication has set; each is in the history', async () => {
      const { broker } = await made();
      await change(broker, 'a1', { name: 'a', op: 'set' });
      await change(broker, 'b2', { name: 'b', op: 'set' });
      await change(broker, 'a3', { name: 'a', op: 'set' });

      await change(broker, '-', { name: 'a', op: 'remove', of: 1 });
      expect((await latestOf(broker)).items.map(({ body }) => body)).toEqual(['b2', 'a3']);
      await change(broker, '-', { name: 'a', op: 'remove', of: 3 });
      await change(broker, '-', { name: 'none', op: 'remove' });
      await change(broker, '-', { name: 'b', op: 'remove' });

      expect((await latestOf(broker)).items).toEqual([]);
      expect((await historyOf(broker)).top).toBe(7);
    });

    it('does to its key once what is sent twice', async () => {
      const { broker } = await made();
      const set$ = broker.publish('room:1', 'a1', { id: 'm-1', key: { name: 'a', op: 'set' } });
      await firstValueFrom(set$);
      await change(broker, '-', { name: 'a', op: 'remove' });

      await firstValueFrom(set$);

      expect((await latestOf(broker)).items).toEqual([]);
    });

    it('refuses one key too many, and publishes nothing then; others may be set again', async () => {
      const { broker } = await made();
      const limit = 2;
      await change(broker, 'a1', { name: 'a', op: 'set', limit });
      await change(broker, 'b2', { name: 'b', op: 'set', limit });

      await expect(change(broker, 'c', { name: 'c', op: 'set', limit })).rejects.toMatchObject({
        name: 'KeyLimitError',
        channel: 'room:1',
        limit,
      });
      await change(broker, 'a3', { name: 'a', op: 'set', limit });
      await change(broker, '-', { name: 'b', op: 'remove' });
      await change(broker, 'c5', { name: 'c', op: 'set', limit });

      expect((await latestOf(broker)).items.map(({ body }) => body)).toEqual(['a3', 'c5']);
    });
  });

  presenceContract(name, () => made());
}
