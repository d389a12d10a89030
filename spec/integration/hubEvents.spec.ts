import {
  EMPTY,
  concatMap,
  defer,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  range,
  take,
  toArray,
} from 'rxjs';
import { constant, dataSync, fromHubEvents, realtimeClient } from 'rxwire/node';
import type { ChannelEvent, FromHubEventsConfig } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { memoryBroker } from 'rxwire/server';
import { faultProxy } from '../support/faultProxy.js';
import type { FaultProxy } from '../support/faultProxy.js';
import { hubServer } from '../support/hubServer.js';
import type { HubServerConfig } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

/** A client with channels over the hub's door for HTTP. */
function over(url: string, config: Partial<FromHubEventsConfig> = {}) {
  const client = realtimeClient({
    transport: fromHubEvents({ url, ...config }),
    codec: messages,
    policy: constant(1),
    reconnect: { minUptime: 0 },
  });
  released(() => client.dispose());
  return { client, sync: dataSync(client) };
}

async function stage(config: HubServerConfig = {}) {
  const server = await hubServer(config);
  const proxy = await faultProxy(server.port);
  return { ...server, proxy, door: `${proxy.url.replace('ws:', 'http:')}events` };
}

const offsetOf = (event: ChannelEvent): number | string =>
  event.kind === 'publication' ? (event.offset ?? NaN) : `${event.kind}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("data sync over a hub's event streams", () => {
  it('loses and doubles nothing while links are reset and cut in the middle, and channels come and go', async () => {
    const { served, proxy, door } = await stage();
    const { client, sync } = over(door);
    const a = recorded(sync.channel('a'));
    const b = recorded(sync.channel('b'));
    const connected$ = client.state$.pipe(filter(({ status }) => status === 'connected'));
    await firstValueFrom(connected$);
    await lastValueFrom(sync.publish('b', { n: 1 }));
    await b.first();

    const count = 120;
    for (let n = 1; n <= count; n++) {
      await lastValueFrom(served.publish('a', { n }));
      await new Promise(setImmediate);
      if (n % 20 === 0) {
        // The stream is up: it has brought the latest.
        await a.first((event) => offsetOf(event) === n);
        proxy.reset();
        await firstValueFrom(client.state$.pipe(filter(({ status }) => status === 'waiting')));
        await firstValueFrom(connected$);
      }
      if (n % 20 === 10) proxy.cutAfter(700 + n);
      // Another set of channels is another stream.
      if (n % 15 === 0) {
        const guest = recorded(sync.channel(`guest-${n}`));
        await new Promise(setImmediate);
        // It is posted when the guest's channel has been joined.
        await lastValueFrom(sync.publish('elsewhere', { n }));
        guest.subscription.unsubscribe();
      }
    }
    await a.first((event) => offsetOf(event) === count);

    expect(a.seen.map(offsetOf)).toEqual(numbers(count));
    expect(b.seen.map(offsetOf)).toEqual([1]);
    expect(client.metrics.snapshot().reconnects).toBeGreaterThan(3);
  }, 30_000);

  it.each([
    // A POST has some 250 bytes: the cut wanders through it.
    { direction: 'up', at: (n: number) => n * 9 + 1 },
    // Its answer has some 400.
    { direction: 'down', at: (n: number) => n * 9 + 1 },
  ] as const)(
    'takes each publication once when the link ends in the middle of a message $direction',
    async ({ direction, at }) => {
      const { proxy, door, port } = await stage();
      const { client, sync } = over(door);
      client.connect();
      const reader = over(`http://127.0.0.1:${port}/events`);
      const seen = recorded(reader.sync.channel('a'));
      await lastValueFrom(reader.sync.publish('b', 0));
      const cut = (bytes: number): void => proxy.endAfter(bytes, direction);
      const count = 30;

      const replies = await lastValueFrom(
        range(0, count).pipe(
          concatMap((n) =>
            defer(() => {
              cut(at(n));
              return sync.publish('a', { n }, { id: `m-${n}` });
            }),
          ),
          toArray(),
        ),
      );
      await seen.first((event) => offsetOf(event) === count);

      expect(replies.map(({ offset }) => offset)).toEqual(numbers(count));
      expect(seen.seen.map(offsetOf)).toEqual(numbers(count));
      expect(seen.seen.map((event) => event.kind === 'publication' && event.id)).toEqual(
        replies.map((_, n) => `m-${n}`),
      );
      expect(client.metrics.snapshot().reconnects).toBeGreaterThan(0);
      expect(replies.some(({ duplicate }) => duplicate)).toBe(direction === 'down');
    },
    30_000,
  );

  it('tells a gap, once, when the hub comes back without its history', async () => {
    const first = await stage({ broker: memoryBroker({ random: () => 0.1 }) });
    const second = await stage({ broker: memoryBroker({ random: () => 0.9 }) });
    let now: { readonly door: string; readonly proxy: FaultProxy } = first;
    const client = realtimeClient({
      transport: fromHubEvents({ url: () => now.door }),
      codec: messages,
      policy: constant(1),
      reconnect: { minUptime: 0 },
    });
    released(() => client.dispose());
    const events = recorded(dataSync(client).channel('a'));
    await firstValueFrom(client.messages$.pipe(filter(({ type }) => type === 'systemMessage')));
    await lastValueFrom(range(1, 3).pipe(concatMap((n) => first.served.publish('a', { n }))));
    await events.first((event) => offsetOf(event) === 3);

    await lastValueFrom(range(1, 5).pipe(concatMap((n) => second.served.publish('a', { n }))));
    now = second;
    first.proxy.reset();
    const gap = await events.first(({ kind }) => kind === 'gap');
    await lastValueFrom(second.served.publish('a', { n: 6 }));
    await events.first((event) => offsetOf(event) === 6);

    expect(events.seen.map(offsetOf)).toEqual([1, 2, 3, 'gap', 6]);
    expect(gap).toMatchObject({ reason: 'epoch', since: { offset: 3 }, position: { offset: 5 } });
  });

  it('ends a refused channel alone, keeps who is told of by comments alive, and cuts off who is not', async () => {
    const { door, proxy, served } = await stage({
      authorize: ({ channel }) => channel !== 'secret',
      pingInterval: 20,
    });
    const { client, sync } = over(door, { idleTimeout: 400 });
    const open = recorded(sync.channel('open'));
    const secret = recorded(sync.channel('secret'));
    const states = recorded(client.state$.pipe(map(({ status }) => status)));
    const ended = await secret.end();

    const state = await firstValueFrom(client.state$);
    const { activity$ = EMPTY } = state.status === 'connected' ? state.connection : {};
    // Comments every 20 ms, for longer than it may be idle: all over one link.
    await lastValueFrom(activity$.pipe(take(30)));
    const links = states.seen.filter((status) => status === 'connected').length;
    proxy.silence();
    await states.first((status) => status === 'waiting');
    await states.first((status, index) => status === 'connected' && index > states.seen.indexOf('waiting'));
    await lastValueFrom(served.publish('open', 1));
    await open.first();

    expect(ended).toMatchObject({ code: 'FORBIDDEN', channel: 'secret' });
    expect(links).toBe(1);
    expect(open.seen.map(offsetOf)).toEqual([1]);
  });
});
