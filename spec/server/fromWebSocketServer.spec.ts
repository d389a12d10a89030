import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { NEVER, Observable, ReplaySubject, firstValueFrom, mergeMap, of, skip, throwError } from 'rxjs';
import { ConnectionError, heartbeat, withCodec } from 'rxwire';
import { fromWebSocket } from 'rxwire/node';
import { fromWebSocketServer } from 'rxwire/server';
import type { AcceptedConnection, FromWebSocketServerConfig } from 'rxwire/server';
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
    expect(() => fromWebSocketServer({ port: 0, origins: 'https://app.example' as never })).toThrow(
      TypeError,
    );
    expect(() => fromWebSocketServer({ port: 0, origins: ['https://app.example/'] })).toThrow(RangeError);
  });
});
