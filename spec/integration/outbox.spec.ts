import { constant, fromWebSocket, handshakeGate, outbox, reconnect } from 'rxwire/node';
import { connectionOf } from '../support/connectionOf.js';
import { closeFrame, rawWebSocketServer } from '../support/rawWebSocketServer.js';
import { recorded } from '../support/recorded.js';
import { closedPort } from '../support/tcpServer.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';

const sent = { status: 'sent' };
const queued = (ahead: number): object => ({ status: 'queued', ahead });

describe('an outbox before a link that comes and goes', () => {
  it('keeps what is sent through failed dials, and delivers it once, in order', async () => {
    const { url, peer } = await webSocketServer();
    const dead = `ws://127.0.0.1:${await closedPort()}`;
    const box = outbox<string>();

    const answers = [box.send('a'), box.send('b')];
    const lifecycle = recorded(
      fromWebSocket({ url: ({ attempt }) => (attempt < 2 ? dead : url) }).pipe(
        reconnect(constant(1)),
        box.deliver(),
      ),
    );
    await lifecycle.first(({ status }) => status === 'waiting');
    answers.push(box.send('c'));
    await connectionOf(lifecycle);
    answers.push(box.send('d'));

    expect(await receivedBy(await peer(), 4)).toEqual(['a', 'b', 'c', 'd']);
    expect(answers).toEqual([queued(0), queued(1), queued(2), sent]);
  });

  it('keeps what is sent while the peer is closing for the next connection', async () => {
    const closing = await rawWebSocketServer(closeFrame(1012, 'restart'));
    const { url, peer } = await webSocketServer();
    const urls = [closing.url];
    const box = outbox<string>();

    const lifecycle = recorded(
      fromWebSocket({ url: () => urls.shift() ?? url, closeTimeout: 30 }).pipe(
        reconnect(constant(1)),
        box.deliver(),
      ),
    );
    await connectionOf(lifecycle);
    const answers = [box.send('a'), box.send('b')];
    await connectionOf(lifecycle, 1);
    answers.push(box.send('c'));

    const received = await receivedBy(await peer(), 3);
    expect(received).toEqual(['a', 'b', 'c']);
    expect(answers).toEqual([queued(0), queued(1), sent]);
    expect(box.counts()).toMatchObject({ enqueued: 3, sent: 3, queued: 0, queuedBytes: 0 });
  });

  it('delivers behind the handshake gate, on every connection', async () => {
    const { url, peer } = await webSocketServer({
      greet: (socket) => {
        socket.send('news');
        socket.once('message', () => socket.send('welcome'));
      },
    });
    const box = outbox<string>();
    let tokens = 0;

    box.send('a');
    const lifecycle = recorded(
      fromWebSocket({ url }).pipe(
        handshakeGate({
          hello: async () => `token ${(tokens += 1)}`,
          answer: (text) => (text === 'welcome' ? true : undefined),
        }),
        reconnect(constant(1)),
        box.deliver(),
      ),
    );
    const first = await peer(0);
    expect(await receivedBy(first, 2)).toEqual(['token 1', 'a']);
    first.socket.close(1012);
    await lifecycle.first(({ status }) => status === 'waiting');
    box.send('b');

    expect(await receivedBy(await peer(1), 2)).toEqual(['token 2', 'b']);
  });

  it('delivers nothing where the gate stays shut', async () => {
    const { url, peer } = await webSocketServer({
      greet: (socket) => void socket.once('message', () => socket.send('go away')),
    });
    const box = outbox<string>();

    box.send('secret');
    const lifecycle = recorded(
      fromWebSocket({ url }).pipe(
        handshakeGate({ hello: 'token', answer: (text) => text === 'welcome' }),
        reconnect(constant(1)),
        box.deliver(),
      ),
    );
    await lifecycle.all();
    const server = await peer();
    await server.closed;

    expect(await receivedBy(server, 1)).toEqual(['token']);
    expect(lifecycle.seen.at(-1)).toMatchObject({
      status: 'disconnected',
      cause: { kind: 'gate', reason: 'rejected' },
    });
    expect(box.counts()).toMatchObject({ sent: 0, queued: 1 });
  });
});
