import { createSession } from 'better-sse';
import { mergeMap, tap } from 'rxjs';
import { constant, fromEventSource as fromPlatform, heartbeat, realtimeClient, whileConnected } from 'rxwire';
import type { EventSourceConnection, FromEventSourceConfig, ServerSentEvent } from 'rxwire';
import { fromEventSource, reconnect } from 'rxwire/node';
import { faultProxy } from '../support/faultProxy.js';
import { eventStream, gone, httpServer } from '../support/httpServer.js';
import { recorded } from '../support/recorded.js';
import { tcpServer } from '../support/tcpServer.js';

const data = mergeMap(({ incoming$ }: EventSourceConnection) => incoming$);
const event = (id: number): string => `id: ${id}\ndata: ${id}\n\n`;

describe.each<[string, (config: Omit<FromEventSourceConfig, 'fetch'>) => ReturnType<typeof fromPlatform>]>([
  ["undici's fetch", fromEventSource],
  ["the platform's fetch", fromPlatform],
])('an event source on %s', (_, from) => {
  it('reads what a server sends, whole in one packet with the headers', async () => {
    const { url } = await httpServer(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`: hi\n\n${event(1)}event: a\ndata: 2\n\n`);
    });

    const events = recorded(from({ url }).pipe(data));

    await events.first(({ type }) => type === 'a');
    expect(events.seen).toEqual([
      { type: 'message', data: '1', lastEventId: '1' },
      { type: 'a', data: '2', lastEventId: '1' },
    ]);
  });

  it('posts a body, and is told of a stream that the server ends', async () => {
    const { url, exchange } = await httpServer(({ request, response }) => {
      request.on('data', (body) => {
        eventStream(response, `data: ${request.method} ${String(body)}\n\n`);
        response.end();
      });
    });

    const events = recorded(
      from({ url, body: '{"a":"é"}', headers: { 'content-type': 'application/json' } }).pipe(data),
    );

    expect(await events.end()).toEqual({ kind: 'closed', code: 1005, reason: '', wasClean: true });
    expect(events.seen).toMatchObject([{ data: 'POST {"a":"é"}' }]);
    expect((await exchange()).request.headers).toMatchObject({
      accept: 'text/event-stream',
      'content-type': 'application/json',
    });
  });

  it('resumes after a reset in the middle of an event, with an ID beyond ASCII', async () => {
    const { url, exchange } = await httpServer(({ response }, index) => {
      eventStream(response, index === 0 ? 'id: é€1\ndata: 1\n\nid: 2\ndata: ha' : event(2));
    });
    const { url: proxied, reset } = await faultProxy(Number(new URL(url).port));

    const events = recorded(
      from({ url: proxied.replace('ws', 'http') }).pipe(
        reconnect(constant(1)),
        whileConnected(({ incoming$ }) => incoming$),
      ),
    );
    await events.first();
    reset();
    await events.first(({ data: text }) => text === '2');

    const { headers } = (await exchange(1)).request;
    expect(Buffer.from(String(headers['last-event-id']), 'latin1').toString()).toBe('é€1');
    expect(events.seen.map(({ lastEventId }) => lastEventId)).toEqual(['é€1', '2']);
  });

  it('follows a redirect, and dials the first URL again afterwards', async () => {
    const asked: string[] = [];
    const { url } = await httpServer(({ request, response }) => {
      asked.push(`${request.method} ${request.url} ${String(request.headers['last-event-id'])}`);
      if (request.url === '/') response.writeHead(307, { location: '/moved' }).end();
      else {
        eventStream(response, event(asked.length));
        if (asked.length === 2) response.end();
      }
    });

    const links = recorded(
      from({ url, body: 'x' }).pipe(
        reconnect(constant(1)),
        whileConnected((link) => link.incoming$.pipe(tap(() => expect(link.url).toBe(`${url}moved`)))),
      ),
    );
    await links.first(({ data: text }) => text === '4');

    expect(asked).toEqual(['POST / undefined', 'POST /moved undefined', 'POST / 2', 'POST /moved 2']);
  });

  it.each([
    ['that leads in a circle', 'follow'],
    ['where none is wanted', 'error'],
  ] as const)('takes a redirect %s for a failed dial', async (__, redirect) => {
    const { url } = await httpServer(({ response }) => void response.writeHead(302, { location: '/' }).end());

    expect(await recorded(from({ url, redirect })).end()).toEqual({ kind: 'unreachable' });
  });

  it.each([
    [204, 'disconnected'],
    [401, 'disconnected'],
    [503, 'waiting'],
  ])('that is answered with %i is %s', async (status, state) => {
    const { url } = await httpServer(
      ({ response }) => void response.writeHead(status, { 'retry-after': '7' }).end(),
    );

    const lifecycle = recorded(from({ url }).pipe(reconnect(constant(60_000))));

    expect(await lifecycle.first((_state, index) => index === 1)).toMatchObject({
      status: state,
      cause: { kind: 'handshake', status, retryAfter: 7_000 },
    });
  });

  it('that is accepted and never answered ends with connectTimeout, and the TCP connection with it', async () => {
    const { port, socket } = await tcpServer();

    const dial = recorded(from({ url: `http://127.0.0.1:${port}`, connectTimeout: 50 }));
    const accepted = (await socket()).resume();

    expect(await dial.end()).toEqual({ kind: 'connect-timeout', timeout: 50 });
    if (!accepted.closed) await new Promise((done) => accepted.once('close', done));
  });

  it('frees its socket at once when it is unsubscribed from, before the headers and after', async () => {
    const server = await httpServer(({ response }, index) => index > 0 && eventStream(response));

    const waiting = recorded(from({ url: server.url }));
    await server.exchange(0);
    const open = recorded(from({ url: server.url }));
    await open.first();
    waiting.subscription.unsubscribe();
    open.subscription.unsubscribe();

    await gone(await server.exchange(0));
    await gone(await server.exchange(1));
    expect([waiting.seen.length, open.seen.length]).toEqual([0, 1]);
  });

  it('ends when the link is silent, by itself and by heartbeat, for which comments are life', async () => {
    const { url, requests } = await httpServer(({ response }) => {
      eventStream(response);
      const comments = setInterval(() => response.write(':\n'), 20);
      response.on('close', () => clearInterval(comments));
      response.on('pipe', () => clearInterval(comments));
    });
    const { url: proxied, silence } = await faultProxy(Number(new URL(url).port));
    const there = proxied.replace('ws', 'http');

    const own = recorded(from({ url: there, idleTimeout: 150 }).pipe(mergeMap(({ comment$ }) => comment$)));
    const watched = recorded(
      from({ url: there }).pipe(
        heartbeat<EventSourceConnection>({ interval: 100, timeout: 50 }),
        mergeMap(({ comment$ }) => comment$),
      ),
    );
    await own.first((__, index) => index === 12);
    await watched.first((__, index) => index === 12);
    silence('down');

    const dead = { kind: 'heartbeat-timeout', timeout: 150 };
    expect(await Promise.all([own.end(), watched.end()])).toEqual([dead, dead]);
    expect(requests()).toBe(2);
  });
});

describe('an event source of better-sse', () => {
  it('resumes by the last ID that the session tells, under a client with a codec', async () => {
    const { url } = await httpServer(({ request, response }, index) => {
      void createSession(request, response, { retry: 1, keepAlive: 60_000 }).then((session) => {
        const from = Number(session.lastId || 0);
        for (let id = from + 1; id <= from + 2; id += 1)
          session.push({ at: id, index }, 'reading', String(id));
        if (index < 2) response.end();
      });
    });
    const codec = {
      decode: (input: unknown) =>
        ({
          _tag: 'Right',
          right: JSON.parse((input as ServerSentEvent).data) as { at: number; index: number },
        }) as const,
      encode: (message: never) => message,
    };
    const transport$ = fromEventSource({ url });

    const client = realtimeClient({ transport: transport$, codec, policy: constant(1) });
    const messages = recorded(client.messages$);
    await messages.first(({ at }) => at === 6);
    client.dispose();

    expect(messages.seen.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(messages.seen.map(({ index }) => index)).toEqual([0, 0, 1, 1, 2, 2]);
  });
});
