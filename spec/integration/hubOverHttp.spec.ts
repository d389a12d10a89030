import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { concatMap, from, lastValueFrom, mergeMap, range, retry, tap, timer } from 'rxjs';
import { parseEventStream } from 'rxwire';
import type { ServerSentEvent } from 'rxwire';
import { fromEventSource } from 'rxwire/node';
import { hub, memoryBroker } from 'rxwire/server';
import type { HttpHandler } from 'rxwire/server';
import { chat, subscribe, systemMessage } from '../server/hubTalk.js';
import { faultProxy } from '../support/faultProxy.js';
import { hubClient, hubServer, isPublication, isReplyTo } from '../support/hubServer.js';
import type { Heard } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import type { Recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

interface Stream {
  readonly response: Response;
  readonly events: Recorded<ServerSentEvent>;
  /** Ends it as a client does that leaves. */
  leave(): void;
}

/** Reads an event stream from behind a cursor on. */
async function stream(port: number, path: string, lastEventId = ''): Promise<Stream> {
  const controller = new AbortController();
  released(() => controller.abort());
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    signal: controller.signal,
    headers: lastEventId === '' ? {} : { 'last-event-id': lastEventId },
  });
  const chunks$ = from(response.body as unknown as AsyncIterable<Uint8Array>);
  const events = recorded(chunks$.pipe(parseEventStream()));
  events.end().catch(() => undefined);
  return { response, events, leave: () => controller.abort() };
}

async function post(
  port: number,
  body: string,
  headers: Record<string, string> = {},
  path = '/publish',
): Promise<[status: number, reply: unknown]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
  const text = await response.text();
  return [response.status, text === '' ? undefined : JSON.parse(text)];
}

const messageOf = ({ data }: ServerSentEvent): Heard => JSON.parse(data) as Heard;
const publicationsOf = (events: readonly ServerSentEvent[]): readonly ServerSentEvent[] =>
  events.filter((event) => isPublication(messageOf(event)));
const isOffset =
  (offset: number) =>
  (event: ServerSentEvent): boolean =>
    messageOf(event).offset === offset;

describe('a hub over HTTP', () => {
  it('brings an event stream the same publications as a WebSocket: offset, id and data', async () => {
    const { url, port, served } = await hubServer();
    const socket = await hubClient(url, subscribe('r1', 'a'), subscribe('r2', 'b'));
    await socket.hear(isReplyTo('r2'));
    const { events, response } = await stream(port, '/events?channel=a&channel=b');
    await events.first();

    socket.socket.send(chat('m-1', 'a', 'over a WebSocket\n\rdata: {}'));
    await socket.hear(isReplyTo('m-1'));
    await post(port, chat('m-2', 'a', 'over HTTP ü'));
    await lastValueFrom(served.publish('b', { by: 'the server' }, { type: 'news' }));
    const there = await socket.hasPublications(3);
    await events.first((event) => event.type === 'news');

    expect(publicationsOf(events.seen).map(({ data }) => data)).toEqual(
      there.map((message) => JSON.stringify(message)),
    );
    expect(publicationsOf(events.seen).map(({ type }) => type)).toEqual(['chat', 'chat', 'news']);
    expect(there.map(({ channel, offset, id }) => [channel, offset, id]).slice(0, 2)).toEqual([
      ['a', 1, 'm-1'],
      ['a', 2, 'm-2'],
    ]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  });

  it('says where it begins, and resumes an idle stream and a busy one from the ID alone', async () => {
    const { port, served } = await hubServer();
    const first = await stream(port, '/events?channel=a&channel=b');
    const subscribed = await first.events.first();
    first.leave();
    await lastValueFrom(
      range(1, 3).pipe(concatMap((n) => served.publish(n === 2 ? 'b' : 'a', { n }, { type: 'count' }))),
    );
    const second = await stream(port, '/events?channel=a&channel=b', subscribed.lastEventId);
    await second.events.first(({ type }, index) => type === 'count' && index === 3);
    second.leave();
    const third = await stream(
      port,
      `/events?channel=b&channel=a&lastEventId=${encodeURIComponent(second.events.seen[1]?.lastEventId ?? '')}`,
    );
    await third.events.first((_, index) => index > 0);

    expect(messageOf(subscribed).data).toMatchObject({
      action: 'subscribed',
      channels: [
        { channel: 'a', offset: 0, recovering: false },
        { channel: 'b', offset: 0, recovering: false },
      ],
    });
    expect(subscribed.type).toBe('systemMessage');
    expect(messageOf(second.events.seen[0] as ServerSentEvent).data).toMatchObject({
      channels: [
        { channel: 'a', offset: 2, recovering: true, recovered: true, replay: 2 },
        { channel: 'b', offset: 1, recovering: true, recovered: true, replay: 1 },
      ],
    });
    expect(messageOf(third.events.seen[0] as ServerSentEvent).data['channels']).toMatchObject([
      { channel: 'b', recovered: true, replay: 1 },
      { channel: 'a', recovered: true, replay: 1 },
    ]);
  });

  it.each(['nonsense', '1;x', '2;abc:e:1', '1;zzzzzzz:e:1', `1;${'x'.repeat(9_000)}`, '1;%:%E0%A4%A:1', 'ü'])(
    'takes a cursor that is none of ours for none, and says so: number %#',
    async (cursor) => {
      const { port } = await hubServer();

      const { events, response } = await stream(
        port,
        `/events?channel=a&lastEventId=${encodeURIComponent(cursor)}`,
      );

      expect(response.status).toBe(200);
      expect(messageOf(await events.first()).data).toMatchObject({
        channels: [{ channel: 'a', offset: 0, recovering: true, recovered: false, replay: 0 }],
      });
    },
  );

  it('loses and doubles nothing for a client of ours whose stream is cut again and again', async () => {
    const { port, served, httpEvents } = await hubServer();
    const proxy = await faultProxy(port);
    const url = `${proxy.url.replace('ws', 'http')}events?channel=a&channel=b`;
    const events = recorded(
      fromEventSource({ url }).pipe(
        mergeMap(({ incoming$ }) => incoming$),
        retry({ delay: 1 }),
      ),
    );
    await httpEvents.first(({ type }) => type === 'subscribed');
    await events.first();
    const cuts = [(): void => proxy.reset(), (): void => proxy.cutAfter(700), (): void => proxy.cutAfter(31)];

    await lastValueFrom(
      range(1, 400).pipe(
        concatMap((n) =>
          timer(n % 4 === 0 ? 1 : 0).pipe(mergeMap(() => served.publish(n % 2 ? 'a' : 'b', { n }))),
        ),
        tap(({ offset }) => {
          if (offset % 25 === 0) cuts[(offset / 25) % 3]?.();
        }),
      ),
    );
    await events.first((event) => isOffset(200)(event) && messageOf(event).channel === 'a');
    await events.first((event) => isOffset(200)(event) && messageOf(event).channel === 'b');

    const all = publicationsOf(events.seen).map(messageOf);
    const offsets = (name: string): unknown[] =>
      all.filter(({ channel }) => channel === name).map(({ offset }) => offset);
    const expected = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(offsets('a')).toEqual(expected);
    expect(offsets('b')).toEqual(expected);
    expect(httpEvents.seen.filter(({ type }) => type === 'connected').length).toBeGreaterThan(4);
  }, 20_000);

  it('answers a POST as it answers a message over a WebSocket, with the status that fits', async () => {
    const { port, httpEvents } = await hubServer({
      authorize: ({ channel }) => channel !== 'closed',
      maxPayload: 200,
    });

    const [status, ack] = await post(port, chat('m-1', 'a', 'hi'));
    const again = await post(port, chat('m-1', 'a', 'hi'));
    const replies = await Promise.all(
      [
        chat('m-2', 'closed', 'hi'),
        'nonsense',
        chat('m-3', 'a', 'x'.repeat(300)),
        subscribe('r1', 'a'),
        systemMessage('r2', { action: 'history', channel: 'a' }),
        '{"type":"ping","id":"p"}',
        '{"type":"a\\nid: 1","id":"m-4","channel":"a","data":{}}',
        chat(undefined, 'a', 'unnamed'),
      ].map((body) => post(port, body)),
    );

    expect([status, ack]).toMatchObject([
      200,
      {
        type: 'systemMessage',
        id: 'm-1',
        data: { action: 'ack', channel: 'a', offset: 1, duplicate: false },
      },
    ]);
    expect(again).toMatchObject([200, { id: 'm-1', data: { offset: 1, duplicate: true } }]);
    expect(replies).toMatchObject([
      [403, { type: 'error', id: 'm-2', data: { code: 'FORBIDDEN', channel: 'closed' } }],
      [400, { type: 'error', data: { code: 'BAD_REQUEST' } }],
      [413, { type: 'error', data: { code: 'LIMIT_PAYLOAD' } }],
      [400, { type: 'error', id: 'r1', data: { code: 'BAD_REQUEST' } }],
      [200, { id: 'r2', data: { action: 'history', items: [{ id: 'm-1', offset: 1 }] } }],
      [200, { type: 'pong', id: 'p' }],
      [
        400,
        { type: 'error', id: 'm-4', data: { code: 'BAD_REQUEST', message: 'a type is one line of text' } },
      ],
      [204, undefined],
    ]);
    expect(httpEvents.seen.map(({ type }) => type).filter((type) => type === 'published')).toHaveLength(3);
  });

  it('refuses with a status before it begins to stream', async () => {
    const { port } = await hubServer({
      authenticate: ({ request }) => {
        if (request?.headers['x-who'] === 'error') throw new Error('database');
        return request?.headers['x-who'] === 'nobody' ? null : { user: 'ann' };
      },
      authorize: ({ channel }) => channel === 'open',
      maxChannels: 2,
    });
    const get = async (query: string, headers = {}): Promise<unknown[]> => {
      const response = await fetch(`http://127.0.0.1:${port}/events${query}`, { headers });
      const text = await response.text();
      return [response.status, (JSON.parse(text) as Heard).data['code']];
    };

    expect(await get('')).toEqual([400, 'BAD_REQUEST']);
    expect(await get('?channel=%7B')).toEqual([400, 'BAD_REQUEST']);
    expect(await get('?channel=closed')).toEqual([403, 'FORBIDDEN']);
    expect(await get('?channel=a&channel=b&channel=c')).toEqual([400, 'LIMIT_CHANNELS']);
    expect(await get('?channel=open', { 'x-who': 'nobody' })).toEqual([401, 'UNAUTHORIZED']);
    expect(await get('?channel=open', { 'x-who': 'error' })).toEqual([503, 'UNAVAILABLE']);
    const { events } = await stream(port, '/events?channel=closed&channel=open&channel=open');
    expect(messageOf(await events.first()).data).toMatchObject({
      channels: [{ channel: 'open' }],
      errors: [{ code: 'FORBIDDEN', channel: 'closed' }],
    });
  });

  it('lets pages of allowed origins in, and no others', async () => {
    const app = 'https://app.example';
    const { port } = await hubServer({ origins: [app] });
    const ask = async (method: string, origin: string, path: string): Promise<[number, Headers]> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { origin, 'access-control-request-headers': 'last-event-id' },
        ...(method === 'POST' && { body: chat('m', 'a', 'hi') }),
      });
      await response.body?.cancel();
      return [response.status, response.headers];
    };

    expect((await ask('GET', 'https://evil.example', '/events?channel=a'))[0]).toBe(403);
    expect((await ask('POST', 'https://evil.example', '/publish'))[0]).toBe(403);
    const evil = await fetch(`http://127.0.0.1:${port}/events?channel=a`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(evil.headers.get('vary')).toBe('Origin');
    expect(await evil.json()).toMatchObject({ type: 'error', data: { code: 'FORBIDDEN', retryable: false } });
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', cookie: 'session=ann' };
    expect((await fetch(`http://127.0.0.1:${port}/events?channel=a`, { headers: image })).status).toBe(403);
    expect((await ask('DELETE', app, '/publish'))[0]).toBe(405);
    expect((await ask('HEAD', app, '/events?channel=a'))[0]).toBe(200);
    for (const [method, path, status] of [
      ['GET', '/events?channel=a', 200],
      ['POST', '/publish', 200],
      ['OPTIONS', '/publish', 204],
    ] as const) {
      const [answered, headers] = await ask(method, app, path);
      expect(answered).toBe(status);
      expect(headers.get('access-control-allow-origin')).toBe(app);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toBe('Origin');
      expect(headers.get('access-control-expose-headers')).toBe(method === 'OPTIONS' ? null : 'Retry-After');
      expect(headers.get('access-control-max-age')).toBe(method === 'OPTIONS' ? '7200' : null);
      if (method === 'OPTIONS') expect(headers.get('access-control-allow-headers')).toBe('last-event-id');
    }
    const open = await hubServer({ origins: '*' });
    const response = await fetch(`http://127.0.0.1:${open.port}/events?channel=a`, {
      headers: { origin: app },
    });
    await response.body?.cancel();
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('cuts a client off that never reads, while its neighbour misses nothing', async () => {
    const { port, served, httpEvents } = await hubServer({ maxPending: 262_144 });
    const stalled = connect(port, '127.0.0.1').pause();
    released(() => stalled.destroy());
    stalled.write('GET /events?channel=a HTTP/1.1\r\nHost: x\r\n\r\n');
    await httpEvents.first(({ type }) => type === 'subscribed');
    const { events } = await stream(port, '/events?channel=a');
    await events.first();

    const published = lastValueFrom(
      range(1, 800).pipe(
        concatMap((n) => timer(0).pipe(mergeMap(() => served.publish('a', { n, pad: 'x'.repeat(32_768) })))),
      ),
    );
    const cut = await httpEvents.first(({ type }) => type === 'closed');
    await published;
    await events.first(isOffset(800));

    expect(cut).toMatchObject({ code: 4202, reason: 'slow consumer' });
    expect(publicationsOf(events.seen).map((event) => messageOf(event).offset)).toEqual(
      Array.from({ length: 800 }, (_, index) => index + 1),
    );
    expect(served.channels).toBe(1);
  }, 30_000);

  it('keeps nothing of a client that leaves, or is left', async () => {
    const { port, served, httpEvents } = await hubServer();
    const { events, leave } = await stream(port, '/events?channel=a&channel=b');
    await events.first();
    expect(served.channels).toBe(2);

    leave();
    await httpEvents.first(({ type }) => type === 'disconnected');

    expect(served.channels).toBe(0);
  });
});

type Mounting = (handle: HttpHandler) => Promise<number>;

const mountings: Readonly<Record<string, Mounting>> = {
  express: async (handle) => {
    const app = express();
    app.get('/realtime/events', (request, response) => void handle(request, response));
    app.post('/realtime/publish', (request, response) => void handle(request, response));
    return listening(createServer(app as RequestListener));
  },
  'express, with a parser before it': async (handle) => {
    const app = express();
    app.use(express.json());
    app.use('/realtime', (request, response) => void handle(request, response));
    return listening(createServer(app as RequestListener));
  },
  fastify: async (handle) => {
    const app = fastify();
    app.route({
      method: ['GET', 'POST'],
      url: '/realtime/*',
      // Before Fastify reads the body.
      onRequest: (request, reply) => {
        reply.hijack();
        handle(request.raw, reply.raw);
      },
      handler: () => undefined,
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    released(() => app.close());
    return (app.server.address() as AddressInfo).port;
  },
};

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe.each(Object.entries(mountings))('a hub over HTTP, mounted in %s', (_, mount) => {
  it('publishes what is posted to who listens', async () => {
    const rooms = hub({ broker: memoryBroker(), authorize: () => true });
    const port = await mount(rooms.handler());
    const { events, leave } = await stream(port, '/realtime/events?channel=a');
    await events.first();

    const [status, ack] = await post(
      port,
      chat('m-1', 'a', 'hi'),
      { 'content-type': 'application/json' },
      '/realtime/publish',
    );
    const publication = await events.first(isOffset(1));
    leave();

    expect([status, ack]).toMatchObject([200, { id: 'm-1', data: { action: 'ack', offset: 1 } }]);
    expect(messageOf(publication)).toMatchObject({ id: 'm-1', data: { text: 'hi' } });
    expect(publication.lastEventId).toMatch(/^1;\w+:\w+:1$/);
  });
});
