import { once } from 'node:events';
import { map, mergeMap } from 'rxjs';
import { WebSocket } from 'ws';
import { fromWebSocket as fromPlatformWebSocket } from 'rxwire';
import { fromWebSocket } from 'rxwire/node';
import { recorded } from '../support/recorded.js';
import { selfSigned } from '../support/selfSigned.js';
import { tcpServer } from '../support/tcpServer.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';

const echo = {
  greet: (socket: WebSocket) =>
    void socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
};

describe('a connection of ws', () => {
  it('carries text and binary both ways', async () => {
    const { url, peer } = await webSocketServer(echo);
    const bytes = Uint8Array.from([0, 255, 1, 254]);

    const incoming = recorded(
      fromWebSocket({ url }).pipe(
        mergeMap((connection) => {
          connection.send('héllo 🦊');
          connection.send(bytes);
          connection.send(bytes.buffer.slice(1));
          connection.send(new Uint8Array(70_000));
          return connection.incoming$;
        }),
      ),
    );
    await incoming.first((message) => message instanceof ArrayBuffer && message.byteLength === 70_000);

    expect(incoming.seen.slice(0, 3)).toEqual(['héllo 🦊', bytes.buffer, bytes.buffer.slice(1)]);
    expect(await receivedBy(await peer(), 3)).toEqual([
      'héllo 🦊',
      Buffer.from(bytes),
      Buffer.from(bytes.subarray(1)),
    ]);
  });

  it('speaks the subprotocol that the server chose of those it offered', async () => {
    const { url, peer } = await webSocketServer({
      handleProtocols: (offered) => [...offered].at(-1) ?? false,
    });

    const dial = recorded(fromWebSocket({ url, protocols: async () => ['chat.v1', 'chat.v2'] }));

    expect((await dial.first()).protocol).toBe('chat.v2');
    expect((await peer()).request.headers['sec-websocket-protocol']).toBe('chat.v1,chat.v2');
  });

  it('comes about over TLS only with a certificate that is trusted', async () => {
    const { url } = await webSocketServer({ tls: true });

    const stranger = recorded(fromWebSocket({ url }));
    const friend = recorded(fromWebSocket({ url, options: { ca: selfSigned.cert } }));
    const careless = recorded(fromWebSocket({ url, options: { rejectUnauthorized: false } }));

    expect(await stranger.end()).toEqual({ kind: 'unreachable', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await friend.first()).toHaveProperty('protocol', '');
    expect(await careless.first()).toHaveProperty('protocol', '');
  });

  it.each([
    ['nobody wants it', undefined, undefined, false],
    ['only the server does', undefined, true, false],
    ['only this side does', true, undefined, false],
    ['both do', { threshold: 0 }, true, true],
  ])('compresses if %s', async (_, perMessageDeflate, agreed, compressed) => {
    const { url, peer } = await webSocketServer({ ...echo, perMessageDeflate: agreed });
    const text = 'again '.repeat(10_000);

    const incoming = recorded(
      fromWebSocket({ url, perMessageDeflate }).pipe(
        mergeMap((connection) => {
          connection.send(text);
          return connection.incoming$;
        }),
      ),
    );

    expect(await incoming.first()).toBe(text);
    const { socket, tcp } = await peer();
    expect(socket.extensions).toBe(compressed ? 'permessage-deflate' : '');
    expect(tcp.bytesRead < 5_000).toBe(compressed);
  });

  it('offers the compression that it was told to', async () => {
    const { url, peer } = await webSocketServer();

    recorded(fromWebSocket({ url, perMessageDeflate: { clientNoContextTakeover: true } }));

    const { request } = await peer();
    expect(request.headers['sec-websocket-extensions']).toContain('client_no_context_takeover');
  });

  it('passes on what else ws takes', async () => {
    const { url, peer } = await webSocketServer();

    recorded(fromWebSocket({ url, options: { origin: 'https://example.org' } }));

    expect((await peer()).request.headers.origin).toBe('https://example.org');
  });
});

describe('the root entry', () => {
  it('dials with the ws that it is given', async () => {
    const { url, peer } = await webSocketServer(echo);

    const incoming = recorded(
      fromPlatformWebSocket({ url, webSocket: WebSocket }).pipe(
        mergeMap((connection) => {
          connection.send('text');
          connection.send(new Uint8Array([7]));
          return connection.incoming$.pipe(
            map((message) => (typeof message === 'string' ? message : [...new Uint8Array(message)])),
          );
        }),
      ),
    );
    await incoming.first((message) => typeof message !== 'string');
    incoming.subscription.unsubscribe();

    expect(incoming.seen).toEqual(['text', [7]]);
    expect(await (await peer()).closed).toEqual({ code: 1000, reason: '' });
  });

  it('may be left while ws is connecting, which ws takes for an error', async () => {
    const { url, socket } = await tcpServer();

    const dial = recorded(fromPlatformWebSocket({ url, webSocket: WebSocket }));
    const accepted = await socket();
    accepted.resume();
    dial.subscription.unsubscribe();

    expect(await once(accepted, 'close')).toEqual([false]);
    expect(dial.seen).toEqual([]);
  });
});
