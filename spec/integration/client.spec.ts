import { firstValueFrom, map, take, toArray } from 'rxjs';
import { constant, realtimeClient } from 'rxwire/node';
import type { RealtimeClient, RealtimeClientConfig } from 'rxwire/node';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { textCodec } from '../support/textCodec.js';
import { reportedErrors } from './reportedErrors.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';

type Config = Partial<Extract<RealtimeClientConfig<string, string, string>, { readonly url: unknown }>>;

function clientOf(url: string, options: Config = {}): RealtimeClient<string, string, string> {
  const client = realtimeClient({
    url,
    codec: textCodec,
    policy: constant(1),
    closeTimeout: 100,
    ...options,
  });
  released(client.dispose);
  return client;
}

const statuses = (client: RealtimeClient<string, string, string>) =>
  recorded(client.state$.pipe(map(({ status }) => status)));

describe('a client of a real server', () => {
  it('connects with its first listener, and closes with 1000 when the last one leaves', async () => {
    const { url, peer, dials } = await webSocketServer({ greet: (socket) => socket.send('hello') });
    const client = clientOf(url);
    const states = statuses(client);

    const messages = recorded(client.messages$);
    const more = recorded(client.messages$);
    await messages.first();
    messages.subscription.unsubscribe();
    client.send('still here');
    await receivedBy(await peer(), 1);
    more.subscription.unsubscribe();

    expect(await (await peer()).closed).toEqual({ code: 1000, reason: '' });
    expect(states.seen).toEqual(['disconnected', 'connecting', 'connected', 'disconnected']);
    expect(dials()).toBe(1);
  });

  it('lives through a break: counts it, and goes on with the same listeners', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket, index) => socket.send(`hello ${index}`) });
    const client = clientOf(url);

    const messages = recorded(client.messages$);
    await messages.first();
    (await peer(0)).socket.terminate();
    await messages.first((message) => message === 'hello 1');

    expect(client.metrics.snapshot()).toMatchObject({ attempts: 2, reconnects: 1, received: 2 });
  });

  it('matches replies to requests, in whatever order they come', async () => {
    const { url, peer } = await webSocketServer();
    const client = clientOf(url, { idOf: (text) => /^\w+ (\d+)/.exec(text)?.[1] });

    const first = recorded(client.request('ask 1 name'));
    const second = recorded(client.request('ask 2 age'));
    const server = await peer();
    await receivedBy(server, 2);
    for (const reply of ['reply 3 nobody asked', 'reply 2 four', 'reply 1 Ann']) server.socket.send(reply);

    expect(await first.all()).toEqual(['reply 1 Ann']);
    expect(await second.all()).toEqual(['reply 2 four']);
  });

  it('tells a request that the link which carried it is gone', async () => {
    const { url, peer } = await webSocketServer();
    const client = clientOf(url, { idOf: (text) => text });

    const request = recorded(client.request('1'));
    const server = await peer();
    await receivedBy(server, 1);
    server.socket.terminate();

    expect(await request.end()).toMatchObject({ name: 'RequestError', reason: 'interrupted', id: '1' });
  });

  it('drains what is queued and unsent before it leaves', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.pause() });
    const client = clientOf(url, { outbox: { capacity: 400, maxBytes: 2 ** 25, highWaterMark: 2 ** 20 } });
    const block = 'x'.repeat(65_536);

    client.connect();
    const { socket, received$, closed } = await peer();
    for (let index = 0; index < 256; index += 1) client.send(block);
    const result = firstValueFrom(client.drain());
    socket.resume();
    const received = firstValueFrom(received$.pipe(take(256), toArray()));

    expect(await result).toMatchObject({ left: 0 });
    expect(new Set(await received)).toEqual(new Set([block]));
    expect(await closed).toEqual({ code: 1000, reason: '' });
    expect(client.metrics.snapshot()).toMatchObject({ enqueued: 256, sent: 256, queued: 0 });
  });

  it('leaves at the deadline of a drain, and says what is left', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.pause() });
    const client = clientOf(url, { outbox: { capacity: 400, maxBytes: 2 ** 25, highWaterMark: 2 ** 20 } });
    const states = statuses(client);

    client.connect();
    await peer();
    for (let index = 0; index < 256; index += 1) client.send('x'.repeat(65_536));
    const { left } = await firstValueFrom(client.drain({ deadline: 50 }));

    expect(left).toBeGreaterThan(0);
    expect(client.metrics.snapshot().queued).toBe(left);
    expect(states.seen.at(-1)).toBe('disconnected');
  });

  it('gives the peer’s bad messages to invalid$ and goes on', async () => {
    const { url } = await webSocketServer({
      greet: (socket) => ['a', Buffer.from([1]), 'b'].forEach((message) => socket.send(message)),
    });
    const client = clientOf(url);

    const invalid = recorded(client.invalid$);
    const messages = recorded(client.messages$);
    await messages.first((message) => message === 'b');

    expect(messages.seen).toEqual(['a', 'b']);
    expect(invalid.seen).toEqual([
      { raw: expect.any(ArrayBuffer), path: '', reason: 'not a text', error: 'not a text' },
    ]);
  });
});

describe('a client among listeners that throw', () => {
  it('goes on for them and for everybody else', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.send('a') });
    const client = clientOf(url);
    const thrown = reportedErrors();
    const boom = (at: string) => (): never => {
      throw new Error(at);
    };

    const states = client.state$.subscribe(boom('state'));
    const bad = client.messages$.subscribe(boom('message'));
    const messages = recorded(client.messages$);
    const good = statuses(client);
    await messages.first();
    (await peer()).socket.send('b');
    await messages.first((message) => message === 'b');
    client.send('alive');
    states.unsubscribe();
    bad.unsubscribe();

    expect(await receivedBy(await peer(), 1)).toEqual(['alive']);
    expect(good.seen.at(-1)).toBe('connected');
    expect(await thrown.first(5)).toEqual(['state', 'state', 'state', 'message', 'message']);
  });
});
