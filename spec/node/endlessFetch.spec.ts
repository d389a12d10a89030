import { Agent, fetch } from 'undici';
import { endlessFetch } from '../../lib/node/endlessFetch.js';
import { eventStream, gone, httpServer } from '../support/httpServer.js';
import { tcpServer } from '../support/tcpServer.js';

const request = (signal: AbortSignal) =>
  ({ method: 'GET', headers: {}, redirect: 'follow', cache: 'no-store', signal }) as const;

describe('endlessFetch', () => {
  it('reads a body that is silent for longer than the timeout of its agent, which ends that of undici', async () => {
    const { url, exchange } = await httpServer(({ response }) => eventStream(response, 'a'));
    const options = { bodyTimeout: 50, headersTimeout: 50 };
    const { signal } = new AbortController();

    const ours = await endlessFetch({ options })(url, request(signal));
    const reader = ours.body?.getReader();
    await reader?.read();
    const theirs = await fetch(url, { dispatcher: new Agent(options) });
    const death = await theirs.text().catch((error: Error) => error.cause);
    (await exchange(0)).response.write('b');

    expect(death).toHaveProperty('code', 'UND_ERR_BODY_TIMEOUT');
    expect(await reader?.read()).toEqual({ done: false, value: new TextEncoder().encode('b') });
  });

  it('waits for headers for longer than the timeout of its agent, which ends the wait of undici', async () => {
    const { url, exchange } = await httpServer();
    const options = { headersTimeout: 50 };
    const { signal } = new AbortController();

    const ours = endlessFetch({ options })(url, request(signal));
    await exchange(0);
    const death = await fetch(url, { dispatcher: new Agent(options) }).catch((error: Error) => error.cause);
    (await exchange(0)).response.end();

    expect(death).toHaveProperty('code', 'UND_ERR_HEADERS_TIMEOUT');
    expect((await ours).status).toBe(200);
  });

  it.each<[string, object]>([
    ['by itself', {}],
    ['through a dispatcher that is given', { dispatcher: new Agent({ bodyTimeout: 50 }) }],
  ])('closes the socket at the abort, %s', async (_, config) => {
    const { url, exchange } = await httpServer(({ response }) => eventStream(response, 'a'));
    const controller = new AbortController();

    await endlessFetch(config)(url, request(controller.signal));
    const accepted = await exchange();
    controller.abort();

    await gone(accepted);
    expect(accepted.request.socket.destroyed).toBe(true);
  });

  it.each([
    [{ upgrade: 'h2c' }, 'invalid upgrade header'],
    [{ expect: '100-continue' }, 'expect header not supported'],
    [{ 'content-length': '7' }, 'Request body length does not match content-length header'],
  ])(
    'fails as unsupported, which is not dialled again, for what undici refuses to send: %j',
    async (headers, words) => {
      const { url } = await httpServer();
      const { signal } = new AbortController();

      const asked = endlessFetch({})(url, { ...request(signal), method: 'POST', headers, body: 'abc' });

      await expect(asked).rejects.toMatchObject({
        kind: 'unsupported',
        message: `undici refused the request: ${words}`,
        cause: { message: words },
      });
    },
  );

  it('passes on what fails otherwise', async () => {
    const { signal } = new AbortController();

    const asked = endlessFetch({})('http://127.0.0.1:1/', request(signal));

    await expect(asked).rejects.toMatchObject({ message: 'fetch failed', cause: expect.any(Error) });
  });

  it('closes a socket in the middle of its TLS handshake', async () => {
    const { port, socket } = await tcpServer();
    const controller = new AbortController();

    const failure = Promise.resolve(
      endlessFetch({})(`https://127.0.0.1:${port}`, request(controller.signal)),
    ).catch((error: Error) => error.name);
    const accepted = (await socket()).resume();
    controller.abort();
    await new Promise((done) => accepted.once('close', done));

    expect(await failure).toBe('AbortError');
  });

  it('closes a socket that was kept alive after the body ended', async () => {
    const { url, exchange } = await httpServer(({ response }) => void response.end('a'));
    const controller = new AbortController();

    const response = await endlessFetch({})(url, request(controller.signal));
    const reader = response.body?.getReader();
    while (!(await reader?.read())?.done);
    const accepted = await exchange();
    controller.abort();

    await gone(accepted);
    expect(accepted.request.socket.destroyed).toBe(true);
  });

  it('uses the connector that its options have', async () => {
    const connect = jest.fn((_: unknown, done: (error: Error, socket: null) => void) =>
      done(new Error('mine'), null),
    );
    const { signal } = new AbortController();

    const answer = endlessFetch({ options: { connect: connect as never } })('http://a', request(signal));

    await expect(answer).rejects.toHaveProperty('cause', new Error('mine'));
  });
});
