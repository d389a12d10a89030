import { fetch } from 'undici';
import { interruptibleAgent } from '../../lib/node/interruptibleAgent.js';
import { gone, httpServer } from '../support/httpServer.js';
import { tcpServer } from '../support/tcpServer.js';

describe('interruptibleAgent', () => {
  it('keeps a socket for the next request, and closes it when it is destroyed', async () => {
    const { url, exchange } = await httpServer(({ response }) => void response.end('a'));
    const { agent, destroy } = interruptibleAgent();

    for (let n = 0; n < 5; n++) await (await fetch(url, { dispatcher: agent })).text();
    const exchanges = await Promise.all([0, 1, 2, 3, 4].map(exchange));
    destroy();
    await Promise.all(exchanges.map(gone));

    const sockets = exchanges.map(({ request }) => request.socket);
    expect(new Set(sockets).size).toBeLessThan(5);
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('closes a socket in the middle of its TLS handshake', async () => {
    const { port, socket } = await tcpServer();
    const { agent, destroy } = interruptibleAgent();

    const failure = fetch(`https://127.0.0.1:${port}`, { dispatcher: agent }).catch((error: Error) => error);
    const accepted = (await socket()).resume();
    destroy();
    await new Promise((done) => accepted.once('close', done));

    expect(await failure).toBeInstanceOf(Error);
  });

  it('uses a connector that calls back at once', async () => {
    const connect = (_: unknown, done: (error: Error, socket: null) => void): void =>
      done(new Error('mine'), null);
    const { agent } = interruptibleAgent({ connect: connect as never });

    await expect(fetch('http://a', { dispatcher: agent })).rejects.toHaveProperty('cause', new Error('mine'));
  });
});
