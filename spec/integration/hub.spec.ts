import { once } from 'node:events';
import { lastValueFrom, concatMap, map, mergeMap, range, tap, timer } from 'rxjs';
import { constant, dataSync, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import type { AcceptedConnection } from 'rxwire/server';
import { WebSocket } from 'ws';
import { chat, subscribe } from '../server/hubTalk.js';
import { faultProxy } from '../support/faultProxy.js';
import { hubClient, hubServer, isPublication, isReplyTo } from '../support/hubServer.js';
import type { Heard } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

const numbers = (heard: readonly Heard[]): unknown[] =>
  heard.filter(isPublication).map(({ offset, data }) => [offset, data['n']]);
const upTo = (count: number, from = 1): unknown[] =>
  Array.from({ length: count - from + 1 }, (_, index) => [from + index, from + index]);

describe('a hub over sockets', () => {
  it('brings what one client publishes to the other, and acknowledges it', async () => {
    const { url } = await hubServer();
    const ann = await hubClient(url, subscribe('r1', 'room:1'));
    await ann.hear(isReplyTo('r1'));
    const bob = await hubClient(url, chat('m-1', 'room:1', 'hällo\n'));

    const [publication] = await ann.hasPublications(1);
    const ack = await bob.hear(isReplyTo('m-1'));
    bob.socket.send(chat('m-1', 'room:1', 'hällo\n'));
    const again = await bob.hear(({ data }) => data['duplicate'] === true);

    expect(publication).toMatchObject({
      type: 'chat',
      id: 'm-1',
      channel: 'room:1',
      offset: 1,
      data: { text: 'hällo\n' },
    });
    expect(ack.data).toMatchObject({ action: 'ack', channel: 'room:1', offset: 1, duplicate: false });
    expect(again.data).toEqual({ ...ack.data, duplicate: true });
    expect(ann.heard.filter(isPublication)).toHaveLength(1);
    expect(bob.heard.map(({ data }) => data['action'])).toEqual(['welcome', 'ack', 'ack']);
  });

  it('stands beside the pages of a server that is there', async () => {
    const { port, server, events } = await hubServer();
    const { heard, hear } = await hubClient(`ws://127.0.0.1:${port}/hub`, subscribe('r1', 'a'));
    await hear(isReplyTo('r1'));

    expect(heard[0]?.data).toMatchObject({ action: 'welcome', protocol: 1, maxPayload: 65_536 });
    expect(await (await fetch(`http://127.0.0.1:${port}/hub`)).text()).toBe('page');
    const elsewhere = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`);
    expect(await once(elsewhere, 'error')).toEqual([new Error('Unexpected server response: 404')]);
    events.subscription.unsubscribe();
    expect(server.listening).toBe(true);
    expect(server.listenerCount('upgrade')).toBe(0);
  });

  it('writes all that one turn publishes in one piece, whatever the sizes of the frames', async () => {
    const writes: number[] = [];
    const { url, served } = await hubServer({
      passing: (connection) => {
        const { request } = connection as AcceptedConnection;
        const { socket } = request;
        const write = socket.write.bind(socket) as (chunk: Uint8Array) => boolean;
        socket.write = (chunk: Uint8Array | string) => {
          writes.push(chunk.length);
          return write(chunk as Uint8Array);
        };
        return connection;
      },
    });
    const client = await hubClient(url, subscribe('r1', 'a'), subscribe('r2', 'b'));
    await client.hear(isReplyTo('r2'));
    const sizes = [0, 1, 300, 65_300, 65_536, 70_000];
    writes.length = 0;

    for (const size of sizes) {
      served
        .publish('a', 'x'.repeat(size), { id: 'same length' + String(size).padStart(5, '0') })
        .subscribe();
    }
    served.publish('b', 'ü').subscribe();
    const publications = await client.hasPublications(sizes.length + 1);

    const lengths = publications.map(({ data }) => String(data).length);
    expect(lengths).toEqual([...sizes, 1]);
    expect(publications.at(-1)?.data).toBe('ü');
    expect(writes).toHaveLength(1);
  });

  it('gives a client that is cut anywhere, in mid-frame as well, what it lacks and no more', async () => {
    const { url, port, served } = await hubServer();
    const publications = 12;
    const publish$ = range(1, publications).pipe(concatMap((n) => served.publish('a', { n })));
    const first = await hubClient(url, subscribe('r0', 'a', { since: { offset: 0, epoch: '' } }));
    const { data } = await first.hear(isReplyTo('r0'));
    const since = { epoch: data['epoch'], offset: 0 };
    const proxy = await faultProxy(port);
    await lastValueFrom(publish$);

    const whole = `${subscribe('r', 'a', { since })}`;
    const recovery = JSON.stringify(first.heard).length * 2;
    const seenByCut: number[] = [];
    for (let cut = 1; cut < recovery + 1_500; cut += 97) {
      const broken = await hubClient(`${proxy.url}hub`);
      await broken.hear(({ data: { action } }) => action === 'welcome');
      proxy.cutAfter(cut);
      broken.socket.send(whole);
      broken.socket.send('{"type":"ping","id":"p"}');
      await Promise.race([broken.closed, broken.hear(isReplyTo('p'))]);
      const seen = broken.heard.filter(isPublication);
      const again = await hubClient(
        url,
        subscribe('r', 'a', { since: { ...since, offset: seen.at(-1)?.offset ?? 0 } }),
      );
      const { data: reply } = await again.hear(isReplyTo('r'));
      if (seen.length < publications) await again.hasPublications(publications - seen.length);

      expect(reply).toMatchObject({ recovered: true, replay: publications - seen.length });
      expect([...numbers(seen), ...numbers(again.heard)]).toEqual(upTo(publications));
      seenByCut.push(seen.length);
      broken.socket.terminate();
      again.socket.terminate();
    }
    expect(seenByCut[0]).toBe(0);
    expect(new Set(seenByCut).size).toBeGreaterThan(8);
  });

  it('loses and doubles nothing for a client of ours whose link is cut again and again', async () => {
    const { port, served, events } = await hubServer();
    const proxy = await faultProxy(port);
    const client = realtimeClient({ url: `${proxy.url}hub`, codec: messages, policy: constant(1) });
    released(() => client.dispose());
    const channel = recorded(dataSync(client).channel('a'));
    await events.first(({ type }) => type === 'subscribed');
    const count = 400;
    const cuts = [(): void => proxy.reset(), (): void => proxy.cutAfter(700), (): void => proxy.cutAfter(31)];

    await lastValueFrom(
      range(1, count).pipe(
        concatMap((n) => timer(n % 4 === 0 ? 1 : 0).pipe(mergeMap(() => served.publish('a', { n })))),
        tap(({ offset }) => {
          if (offset % 50 === 0) cuts[(offset / 50) % 3]?.();
        }),
      ),
    );
    await channel.first((event) => event.kind === 'publication' && event.offset === count);

    const offsets = channel.seen.map((event) => (event.kind === 'publication' ? event.offset : event));
    expect(offsets).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    const links = events.seen.filter(({ type }) => type === 'subscribed');
    expect(links.length).toBeGreaterThan(4);
    expect(channel.seen.some((event) => event.kind === 'publication' && event.recovered)).toBe(true);
  }, 20_000);

  it('cuts a client off that is half open, and keeps nothing of it', async () => {
    const { port, served, events } = await hubServer({ pingInterval: 40, pongTimeout: 40 });
    const proxy = await faultProxy(port);
    const client = await hubClient(`${proxy.url}hub`, subscribe('r1', 'a'));
    await client.hear(isReplyTo('r1'));
    await events.first(({ type }) => type === 'subscribed');
    expect(served.channels).toBe(1);

    proxy.silence();

    expect(await events.first(({ type }) => type === 'closed')).toMatchObject({ code: 4201 });
    expect(served.channels).toBe(0);
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('cuts a client off that never reads, with 4202 and a bounded amount held, while its neighbour misses nothing', async () => {
    const maxPending = 262_144;
    const size = 32_768;
    const count = 800;
    const connections: AcceptedConnection[] = [];
    const { url, served, events } = await hubServer({
      maxPending,
      passing: (connection) => {
        connections.push(connection as AcceptedConnection);
        return connection;
      },
    });
    const stalled = await hubClient(url, subscribe('r1', 'a'));
    await stalled.hear(isReplyTo('r1'));
    const neighbour = await hubClient(url, subscribe('r1', 'a'));
    await neighbour.hear(isReplyTo('r1'));
    stalled.socket.pause();
    let mostHeld = 0;

    const published = lastValueFrom(
      range(1, count).pipe(
        concatMap((n) => timer(0).pipe(mergeMap(() => served.publish('a', { n, pad: 'x'.repeat(size) })))),
        map(() => (mostHeld = Math.max(mostHeld, connections[0]?.buffered() ?? 0))),
      ),
    );
    const cut = await events.first(({ type }) => type === 'closed');
    const seenAtCut = neighbour.heard.filter(isPublication).length;
    const publications = await neighbour.hasPublications(count);
    await published;

    expect(cut).toMatchObject({ code: 4202, reason: 'slow consumer' });
    expect(events.seen.filter(({ type }) => type === 'closed')).toHaveLength(1);
    expect(mostHeld).toBeGreaterThan(maxPending / 2);
    expect(mostHeld).toBeLessThan(maxPending + size * 2);
    expect(seenAtCut).toBeGreaterThan(0);
    expect(seenAtCut).toBeLessThan(count);
    expect(numbers(publications)).toEqual(upTo(count));
  }, 30_000);
});
