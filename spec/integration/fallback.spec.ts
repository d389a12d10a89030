import { filter, firstValueFrom, lastValueFrom, map } from 'rxjs';
import { constant, dataSync, fromHubEvents, fromWebSocket, realtimeClient } from 'rxwire/node';
import type { ChannelEvent, ConnectionError, FallbackConfig } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { hubServer } from '../support/hubServer.js';
import type { HubServerConfig } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { upgradeProxy } from '../support/upgradeProxy.js';
import type { UpgradeFate } from '../support/upgradeProxy.js';

/** A hub, a proxy in front of it, and a client that may take either of its doors. */
async function stage(config: HubServerConfig = {}, fallback: FallbackConfig<never> = {}) {
  const server = await hubServer(config);
  const proxy = await upgradeProxy(server.port);
  const address = `127.0.0.1:${proxy.port}`;
  const client = realtimeClient({
    transports: [
      fromWebSocket({ url: `ws://${address}/hub`, connectTimeout: 100 }),
      fromHubEvents({ url: `http://${address}/events` }),
    ],
    fallback: { proofTimeout: 100, probe: constant(30), ...fallback },
    codec: messages,
    policy: constant(1),
    reconnect: { minUptime: 0 },
  });
  released(() => client.dispose());
  const sync = dataSync(client);
  /** Resolves when the client is connected over this transport. */
  const over = (place: number) =>
    firstValueFrom(
      client.state$.pipe(
        filter((state) => state.status === 'connected' && state.connection.transport === place),
      ),
    );
  /** What was subscribed to is joined: what is published behind it is answered behind it. */
  const joined = () => lastValueFrom(sync.publish('elsewhere', 0));
  return { ...server, proxy, client, sync, over, joined };
}

const offsetOf = (event: ChannelEvent): number | string =>
  event.kind === 'publication' ? (event.offset ?? NaN) : event.kind;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a client whose WebSocket is blocked', () => {
  it.each<[UpgradeFate, string]>([
    ['refuse', '426 Upgrade Required'],
    ['refuse', '407 Proxy Authentication Required'],
    ['refuse', '502 Bad Gateway'],
    ['hang', ''],
    ['silence', ''],
    ['drop', ''],
  ])('goes on over HTTP, and comes back when it is not (%s %s)', async (fate, status) => {
    const { proxy, served, sync, client, over, joined } = await stage();
    Object.assign(proxy, { fate, status });
    const seen = recorded(sync.channel('a'));

    await over(1);
    await joined();
    await lastValueFrom(served.publish('a', 1));
    await seen.first((event) => offsetOf(event) === 1);
    const { offset } = await lastValueFrom(sync.publish('a', 2));
    proxy.fate = 'pass';
    await over(0);
    await lastValueFrom(served.publish('a', 3));
    await seen.first((event) => offsetOf(event) === 3);

    expect(offset).toBe(2);
    expect(seen.seen.map(offsetOf)).toEqual(numbers(3));
    expect(client.metrics.snapshot()).toMatchObject({ transport: 0, takeovers: 1, reconnects: 0 });
  });

  it('is refused for what it is over either, and does not try the other', async () => {
    const { proxy, client } = await stage();
    Object.assign(proxy, { fate: 'refuse', status: '401 Unauthorized' });

    const causes$ = client.state$.pipe(
      map((state) => ('cause' in state ? state.cause : undefined)),
      filter((cause): cause is ConnectionError => cause !== undefined),
    );
    client.connect();

    expect(await firstValueFrom(causes$)).toMatchObject({ kind: 'handshake', status: 401 });
    expect(proxy.upgrades).toBe(1);
    expect(client.metrics.snapshot()).toMatchObject({ transport: undefined, attempts: 1 });
  });

  it('remembers what works, and does not dial the WebSocket at every reconnect', async () => {
    const { proxy, client, over } = await stage({}, { probe: constant(60_000) });
    proxy.fate = 'hang';
    client.connect();
    await over(1);

    for (let n = 0; n < 5; n++) {
      const again = firstValueFrom(client.state$.pipe(filter(({ status }) => status === 'connecting')));
      const { connection } = (await over(1)) as { connection: { close(): void } };
      connection.close();
      await again;
    }
    await over(1);

    expect(proxy.upgrades).toBe(1);
    expect(client.metrics.snapshot().reconnects).toBe(5);
  });

  it('is told of a publish that was taken over one door, and is sent again over the other, that it is a duplicate', async () => {
    const { proxy, served, client, sync, over, joined } = await stage();
    const seen = recorded(sync.channel('a'));
    await over(0);
    await joined();
    await lastValueFrom(served.publish('a', 1));
    await seen.first();

    const taken = lastValueFrom(sync.publish('a', 2, { id: 'm-2' }));
    proxy.fate = 'refuse';
    await seen.first((event) => offsetOf(event) === 2);
    const reply = await taken;
    proxy.reset('webSockets');
    await over(1);
    const again = await lastValueFrom(sync.publish('a', 2, { id: 'm-2' }));

    expect(reply).toMatchObject({ offset: 2, duplicate: false });
    expect(again).toMatchObject({ offset: 2, duplicate: true });
    expect(seen.seen.map(offsetOf)).toEqual(numbers(2));
    expect(client.metrics.snapshot().transport).toBe(1);
  });
});
