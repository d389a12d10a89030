import { Subject, mergeMap } from 'rxjs';
import { constant, fromWebSocket, reconnect } from 'rxwire/node';
import { rawWebSocketServer, textFrame } from '../support/rawWebSocketServer.js';
import { recorded } from '../support/recorded.js';
import { closedPort, tcpServer } from '../support/tcpServer.js';
import { webSocketServer } from '../support/webSocketServer.js';

describe('a dial', () => {
  it('that is refused says so', async () => {
    const port = await closedPort();

    const dial = recorded(fromWebSocket({ url: `ws://127.0.0.1:${port}` }));

    expect(await dial.end()).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });

  it('that is accepted and never answered ends with connectTimeout, and the TCP connection with it', async () => {
    const { url, socket } = await tcpServer();

    const dial = recorded(fromWebSocket({ url, connectTimeout: 50 }));
    const accepted = await socket();
    accepted.resume();

    expect(await dial.end()).toEqual({ kind: 'connect-timeout', timeout: 50 });
    await gone(accepted);
  });

  it('that gets another answer than 101 tells its status and headers', async () => {
    const answer = [
      'HTTP/1.1 401 Unauthorized',
      'WWW-Authenticate: Bearer',
      'Set-Cookie: a=1',
      'Set-Cookie: b=2',
      'Retry-After: 7',
      '\r\n',
    ];
    const { url, socket } = await tcpServer((tcp) => {
      tcp.write(answer.join('\r\n'));
      tcp.resume();
    });

    const dial = recorded(fromWebSocket({ url }));

    expect(await dial.end()).toEqual({
      kind: 'handshake',
      status: 401,
      headers: { 'www-authenticate': 'Bearer', 'set-cookie': 'a=1, b=2', 'retry-after': '7' },
      retryAfter: 7_000,
    });
    await gone(await socket());
  });

  it.each([
    [401, ['connecting', 'disconnected']],
    [403, ['connecting', 'disconnected']],
    [503, ['connecting', 'waiting', 'connecting', 'disconnected']],
  ])('that is refused with %i is followed by: %p', async (status, story) => {
    let dials = 0;
    const { url } = await webSocketServer({
      verifyClient: (_, done) => done(false, (dials += 1) === 1 ? status : 401),
    });

    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(constant(1))));

    expect(await lifecycle.all()).toEqual(story.map((state) => expect.objectContaining({ status: state })));
  });

  it('that is answered with something else than WebSocket is unreachable', async () => {
    const { url } = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));

    const dial = recorded(fromWebSocket({ url }));

    expect(await dial.end()).toMatchObject({ kind: 'unreachable' });
  });

  it('loses no frame that came in one packet with the answer', async () => {
    const { url } = await rawWebSocketServer(textFrame('a'), textFrame('b'));

    const incoming = recorded(fromWebSocket({ url }).pipe(mergeMap(({ incoming$ }) => incoming$)));

    await incoming.first((message) => message === 'b');
    expect(incoming.seen).toEqual(['a', 'b']);
  });
});

describe('a provider', () => {
  it('that rejects costs one attempt, and the next one recovers', async () => {
    const { url, dials } = await webSocketServer();
    const asked: number[] = [];
    const provider = async ({ attempt }: { attempt: number }): Promise<string> => {
      asked.push(attempt);
      if (attempt < 2) throw new Error('no token');
      return url;
    };

    const lifecycle = recorded(fromWebSocket({ url: provider }).pipe(reconnect(constant(1))));
    await lifecycle.first(({ status }) => status === 'connected');

    expect(asked).toEqual([0, 1, 2]);
    expect(dials()).toBe(1);
    expect(lifecycle.seen[1]).toMatchObject({
      status: 'waiting',
      attempt: 1,
      cause: { kind: 'provider', option: 'url' },
    });
  });

  it('that is slower than the unsubscribe opens nothing', async () => {
    const { url, accepted, socket } = await tcpServer();
    const url$ = new Subject<string>();

    const slow = recorded(fromWebSocket({ url: () => url$ }));
    slow.subscription.unsubscribe();
    url$.next(url);
    recorded(fromWebSocket({ url }));
    await socket();

    expect(url$.observed).toBe(false);
    expect(accepted()).toBe(1);
  });

  it('of headers is asked anew at each dial', async () => {
    const { url, peer } = await webSocketServer({
      greet: (socket, index) => index === 0 && socket.close(1012),
    });
    let tokens = 0;
    const headers = async (): Promise<Record<string, string>> => ({
      authorization: `Bearer ${(tokens += 1)}`,
    });

    recorded(fromWebSocket({ url, headers }).pipe(reconnect(constant(1))));

    expect((await peer(0)).request.headers.authorization).toBe('Bearer 1');
    expect((await peer(1)).request.headers.authorization).toBe('Bearer 2');
  });

  it('of headers that no request can have fails the dial', async () => {
    const { url, dials } = await webSocketServer();

    const dial = recorded(fromWebSocket({ url, headers: { token: 'a\r\nb: c' } }));

    expect(await dial.end()).toEqual({ kind: 'unsupported' });
    expect(dials()).toBe(0);
  });
});

function gone(socket: {
  readonly closed: boolean;
  once(event: 'close', done: () => void): unknown;
}): Promise<void> {
  return new Promise((resolve) => void (socket.closed ? resolve() : socket.once('close', resolve)));
}
