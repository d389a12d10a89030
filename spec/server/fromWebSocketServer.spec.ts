import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { NEVER, Observable, ReplaySubject, firstValueFrom, mergeMap, of, skip, throwError } from 'rxjs';
import { ConnectionError, heartbeat, withCodec } from 'rxwire';
import { fromWebSocket } from 'rxwire/node';
import { fromWebSocketServer } from 'rxwire/server';
import type { AcceptedConnection, DoorRefusal, FromWebSocketServerConfig } from 'rxwire/server';
import { WebSocket } from 'ws';
import { recorded } from '../support/recorded.js';
import type { Recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { textCodec } from '../support/textCodec.js';

interface Listening {
  readonly url: string;
  readonly clients: Recorded<AcceptedConnection>;
}

async function listening(config: Omit<FromWebSocketServerConfig, 'port'> = {}): Promise<Listening> {
  const port$ = new ReplaySubject<number>();
  const onListening = ({ port }: AddressInfo): void => port$.next(port);
  const clients = recorded(fromWebSocketServer({ host: '127.0.0.1', port: 0, ...config, onListening }));
  return { url: `ws://127.0.0.1:${await firstValueFrom(port$)}/`, clients };
}

/** Dials with bare `ws`; what it was refused with, or the socket. */
async function dial(url: string, headers = {}): Promise<WebSocket | number> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: true });
  released(() => socket.terminate());
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
  });
}
const opened = async (url: string): Promise<WebSocket> => (await dial(url)) as WebSocket;

describe('fromWebSocketServer', () => {
  it('accepts clients, which are connections like any other', async () => {
    const { url, clients } = await listening();
    const client = recorded(fromWebSocket({ url }));
    const [there, here] = [await client.first(), await clients.first()];
    const [heardThere, heardHere] = [recorded(there.incoming$), recorded(here.incoming$)];

    there.send('hello');
    there.send(Uint8Array.of(1, 2));
    here.send('hi');

    await heardHere.first((_, index) => index === 1);
    expect(heardHere.seen).toEqual(['hello', Uint8Array.of(1, 2).buffer]);
    expect(await heardThere.first()).toBe('hi');
    expect(here.request.url).toBe('/');
    expect(here.buffered()).toBe(0);
  });

  it('writes bytes that are frames already, unless there is deflate', async () => {
    const { url, clients } = await listening();
    const socket = await opened(url);
    const { frames, send } = await clients.first();

    frames?.write(Buffer.concat([Buffer.from([0x81, 2]), Buffer.from('hi')]));

    expect(String((await once(socket, 'message'))[0])).toBe('hi');
    expect(frames?.beside).toBe(send);
    const deflating = await listening({ perMessageDeflate: true });
    await opened(deflating.url);
    expect((await deflating.clients.first()).frames).toBeUndefined();
  });

  it('tells the end of one client to that client alone', async () => {
    const { url, clients } = await listening();
    const [first, second] = [await opened(url), await opened(url)];
    await clients.first((_, index) => index === 1);
    const [one, two] = clients.seen as [AcceptedConnection, AcceptedConnection];
    const incoming = recorded(one.incoming$);

    first.close(4321, 'enough');
    const end = await firstValueFrom(one.ended$);

    expect(end).toMatchObject({ kind: 'closed', code: 4321, reason: 'enough' });
    expect(await incoming.end()).toBeUndefined();
    expect(() => one.send('x')).toThrow(ConnectionError);
    expect(() => one.frames?.write(Buffer.alloc(0))).toThrow('write: the link is not open');
    two.send('still there');
    expect(String((await once(second, 'message'))[0])).toBe('still there');
  });

  it('closes a client with a code, and tells the end at once', async () => {
    const { url, clients } = await listening();
    const socket = await opened(url);
    const connection = await clients.first();
    const end = firstValueFrom(connection.ended$);

    connection.close(4001, 'unauthorised');

    expect(await end).toMatchObject({ kind: 'closed', code: 4001, wasClean: false });
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([4001, 'unauthorised']);
  });

  it('ends a message that is too large with 1009, from 64 KiB on', async () => {
    const { url, clients } = await listening();
    const socket = await opened(url);
    const connection = await clients.first();
    const heard = recorded(connection.incoming$);

    socket.send('x'.repeat(65_536));
    await heard.first();
    socket.send('x'.repeat(65_537));

    expect((await once(socket, 'close'))[0]).toBe(1009);
    expect(await firstValueFrom(connection.ended$)).toMatchObject({ kind: 'protocol', code: 1009 });
  });

  it('lets operators work on a client: a codec, and a heartbeat that misses nothing', async () => {
    const { url, clients } = await listening();
    const socket = await opened(url);
    const watched = recorded(
      of(await clients.first()).pipe(
        withCodec(textCodec),
        heartbeat({ interval: 300, timeout: 200 }),
        mergeMap(({ incoming$ }) => incoming$),
      ),
    );
    socket.send('a');

    expect(await watched.first()).toBe('a');
    expect(await watched.end()).toMatchObject({ kind: 'heartbeat-timeout' });
  });

  it('tells pongs of the protocol', async () => {
    const { url, clients } = await listening();
    await opened(url);
    const { ping, pong$, activity$ } = await clients.first();
    const [pongs, life] = [recorded(pong$), recorded(activity$)];

    ping('17');

    expect([await pongs.first(), await life.first()]).toEqual(['17', '17']);
  });

  it('refuses another path, another origin, and whom verify does not let in', async () => {
    const { url } = await listening({
      path: '/realtime',
      origins: ['https://app.example'],
      verify: ({ request }) => {
        if (request.headers['x-who'] === undefined) return true;
        if (request.headers['x-who'] === 'error') return throwError(() => new Error('database'));
        return Promise.resolve(request.headers['x-who'] === 'nobody' ? false : 429);
      },
    });
    const at = `${url}realtime?x=1`;

    expect(await dial(url)).toBe(404);
    expect(await dial(at, { origin: 'https://evil.example' })).toBe(403);
    expect(await dial(at, { 'x-who': 'nobody' })).toBe(401);
    expect(await dial(at, { 'x-who': 'many' })).toBe(429);
    expect(await dial(at, { 'x-who': 'error' })).toBe(500);
    expect(await dial(at, { origin: 'https://app.example' })).toBeInstanceOf(WebSocket);
  });

  it('tells whom it refused, and why', async () => {
    const told: DoorRefusal[] = [];
    const { url } = await listening({
      path: '/realtime',
      handshakeTimeout: 100,
      verifyTimeout: 20,
      addressOf: ({ request }) => request.headers['x-real-ip']?.toString() ?? '192.0.2.1',
      verify: ({ request }) => {
        const { 'x-who': who } = request.headers;
        if (who === 'error') throw new Error('database');
        return who === 'nobody' ? false : who === 'late' ? NEVER : 429;
      },
      onRefused: (refusal) => told.push(refusal),
    });
    const { hostname, port } = new URL(url);
    const at = `${url}realtime`;
    for (const [address, headers] of [
      [`${url}secret`, { 'x-real-ip': '2001:db8::7' }],
      [at, { origin: 'https://evil.example', 'x-real-ip': 'evil\u0085line' }],
      [at, { 'x-who': 'nobody' }],
      [at, { 'x-who': 'error' }],
      [at, { 'x-who': 'late' }],
      [at, {}],
    ] as const) {
      await dial(address, headers);
    }
    for (const head of ['nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\n']) {
      const socket = connect(Number(port), hostname, () => socket.write(head));
      released(() => socket.destroy());
      await once(socket.resume(), 'close');
    }

    expect(told.map(({ code, status, address, message }) => [code, status, address, message])).toEqual([
      ['BAD_REQUEST', 404, '2001:db8:0:0::/64', 'nothing is served at this path'],
      ['FORBIDDEN', 403, 'evil\\u{85}line', 'pages of this origin may not connect'],
      ['UNAUTHORIZED', 401, '192.0.2.1', 'verify refused with 401'],
      ['INTERNAL', 500, '192.0.2.1', 'something went wrong'],
      ['TIMEOUT', 503, '192.0.2.1', 'not verified in time'],
      ['LIMIT_RATE', 429, '192.0.2.1', 'verify refused with 429'],
      ['BAD_REQUEST', 400, '127.0.0.1', 'not a request'],
      ['TIMEOUT', 408, '127.0.0.1', 'no handshake in time'],
    ]);
    expect(told[3]?.cause).toMatchObject({ cause: new Error('database') });
  });

  it('answers what is no handshake with 400, and tells it', async () => {
    const told: DoorRefusal[] = [];
    const { url } = await listening({ onRefused: (refusal) => told.push(refusal) });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    released(() => socket.destroy());

    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);

    expect(told).toEqual([
      {
        type: 'refused',
        code: 'BAD_REQUEST',
        message: 'not a handshake of version 13',
        status: 400,
        address: '127.0.0.1',
      },
    ]);
  });

  it('lets one address have so many connections, those that wait included, and another one when one has ended', async () => {
    const told$ = new ReplaySubject<DoorRefusal>();
    const { url, clients } = await listening({
      maxConnectionsPerAddress: 2,
      addressOf: ({ request }) => request.headers['x-real-ip']?.toString() ?? '192.0.2.1',
      verify: ({ request }) => (request.headers['x-who'] === 'waits' ? NEVER : true),
      onRefused: (refusal) => told$.next(refusal),
    });
    const socket = await opened(url);
    const waiting = new WebSocket(url, { headers: { 'x-who': 'waits' } });
    released(() => waiting.terminate());
    waiting.on('error', () => {});
    const refused = firstValueFrom(told$);

    let status: WebSocket | number = 101;
    while (typeof (status = await dial(url)) !== 'number') (status as WebSocket).terminate();

    expect(status).toBe(429);
    expect(await refused).toMatchObject({ code: 'LIMIT_CONNECTIONS', status: 429, address: '192.0.2.1' });
    expect(await dial(url, { 'x-real-ip': '192.0.2.2' })).toBeInstanceOf(WebSocket);
    const { ended$ } = await clients.first();
    socket.close();
    await firstValueFrom(ended$);
    await once(socket, 'close');
    while (typeof (status = await dial(url)) === 'number') expect(status).toBe(429);
  });

  it('refuses with 500 whose address is not found out', async () => {
    const told: DoorRefusal[] = [];
    const error = new Error('no proxy');
    const { url } = await listening({
      addressOf: () => {
        throw error;
      },
      onRefused: (refusal) => told.push(refusal),
    });

    expect(await dial(url)).toBe(500);
    expect(told).toMatchObject([{ code: 'INTERNAL', address: '', cause: error }]);
  });

  it('refuses with 503 when verify does not answer', async () => {
    const { url } = await listening({ verify: () => NEVER, verifyTimeout: 20 });

    expect(await dial(url)).toBe(503);
  });

  it.each(['end', 'resetAndDestroy'] as const)(
    'asks verify no longer about a client that has left, by %s',
    async (leave) => {
      const told$ = new ReplaySubject<'asked' | 'given up'>();
      const { url } = await listening({
        verify: () =>
          new Observable<boolean>(() => {
            told$.next('asked');
            return () => told$.next('given up');
          }),
      });
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      released(() => socket.destroy());
      socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      const closed = once(socket, 'close');

      await firstValueFrom(told$);
      socket[leave]();
      socket.resume();

      expect(await firstValueFrom(told$.pipe(skip(1)))).toBe('given up');
      await closed;
    },
  );

  it('closes all clients with 1001 when it is unsubscribed from, and listens no more', async () => {
    const { url, clients } = await listening();
    const sockets = [await opened(url), await opened(url)];
    await clients.first((_, index) => index === 1);
    const ends = clients.seen.map(({ ended$ }) => firstValueFrom(ended$));
    const closes = sockets.map((socket) => once(socket, 'close'));

    clients.subscription.unsubscribe();

    expect((await Promise.all(closes)).map(([code]: unknown[]) => code)).toEqual([1001, 1001]);
    expect((await Promise.all(ends)).map(({ kind }) => kind)).toEqual(['closed', 'closed']);
    const refused = recorded(fromWebSocket({ url }));
    expect(await refused.end()).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });

  it('mounts on a server that is there, and leaves it as it was', async () => {
    const server = createServer((_, response) => response.end('page'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    released(() => server.close());
    const { port } = server.address() as AddressInfo;
    const listeners = (): number[] =>
      ['upgrade', 'error', 'listening'].map((event) => server.listenerCount(event));
    const before = listeners();
    const clients = recorded(fromWebSocketServer({ server, path: '/ws' }));

    const socket = await opened(`ws://127.0.0.1:${port}/ws`);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('page');
    await clients.first();
    clients.subscription.unsubscribe();

    expect((await once(socket, 'close'))[0]).toBe(1001);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('page');
    expect(listeners()).toEqual(before);
  });

  it('errors when it cannot listen, with the code of the platform', async () => {
    const { url } = await listening();

    const second = recorded(fromWebSocketServer({ host: '127.0.0.1', port: Number(new URL(url).port) }));

    expect(await second.end()).toMatchObject({ kind: 'unreachable', code: 'EADDRINUSE' });
  });

  it('needs a port or a server, and limits that are some', () => {
    expect(() => fromWebSocketServer({})).toThrow(TypeError);
    expect(() => fromWebSocketServer({ port: 0, server: createServer() })).toThrow(TypeError);
    expect(() => fromWebSocketServer({ port: 0, maxPayload: 0 })).toThrow(RangeError);
    expect(() => fromWebSocketServer({ port: 0, handshakeTimeout: 0 })).toThrow(RangeError);
    expect(() => fromWebSocketServer({ port: 0, maxConnectionsPerAddress: 0 })).toThrow(RangeError);
    expect(() => fromWebSocketServer({ port: 0, origins: 'https://app.example' as never })).toThrow(
      TypeError,
    );
    expect(() => fromWebSocketServer({ port: 0, origins: ['https://app.example/'] })).toThrow(RangeError);
  });
});
