import { filter, firstValueFrom, interval, lastValueFrom, map, takeUntil } from 'rxjs';
import { constant, dataSync, fromWebSocket, realtimeClient } from 'rxwire/node';
import type { ChannelEvent, ConnectionError } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { twoDoors } from '../support/twoDoors.js';
import type { UpgradeFate } from '../support/upgradeProxy.js';

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
    const { proxy, served, sync, client, over, joined } = await twoDoors();
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
    const { proxy, client } = await twoDoors();
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
    const { proxy, client, over } = await twoDoors({}, { probe: constant(60_000) });
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
    const { proxy, served, client, sync, over, joined } = await twoDoors();
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

  it('sends each message once and in order while it goes back, acknowledged or not', async () => {
    const { proxy, url, client, sync, over } = await twoDoors({ requestRate: 1e6, requestBurst: 1e6 });
    const reader = realtimeClient({
      transport: fromWebSocket({ url }),
      codec: messages,
      policy: constant(1),
    });
    released(() => reader.dispose());
    const readers = dataSync(reader);
    const seen = recorded(readers.channel('sent'));
    await lastValueFrom(readers.publish('elsewhere', 0));
    proxy.fate = 'refuse';
    client.connect();
    await over(1);

    let count = 0;
    const back$ = client.state$.pipe(
      filter((state) => state.status === 'connected' && state.connection.transport === 0),
    );
    proxy.fate = 'pass';
    await lastValueFrom(
      interval(0).pipe(
        map(() => client.send(messages.create('chat', { text: String(++count) }, { channel: 'sent' }))),
        takeUntil(back$),
      ),
    );
    await lastValueFrom(sync.publish('sent', { text: 'the end' }));
    await seen.first((event) => event.kind === 'publication' && textOf(event.data) === 'the end');

    expect(count).toBeGreaterThan(2);
    expect(seen.seen.map((event) => event.kind === 'publication' && textOf(event.data))).toEqual([
      ...numbers(count).map(String),
      'the end',
    ]);
    expect(client.metrics.snapshot()).toMatchObject({ takeovers: 1, reconnects: 0 });
  });
});

const textOf = (data: unknown): unknown => (data as { readonly text?: unknown }).text;
