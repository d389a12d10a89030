import { map, mergeMap } from 'rxjs';
import { closedWith, constant, fromWebSocket, giveUpWhen, limitAttempts, reconnect } from 'rxwire/node';
import { faultProxy } from '../support/faultProxy.js';
import { closeFrame, frame, rawWebSocketServer } from '../support/rawWebSocketServer.js';
import { recorded } from '../support/recorded.js';
import { webSocketServer } from '../support/webSocketServer.js';

const closes = [
  { code: 1000, retried: true },
  { code: 1001, retried: true },
  { code: 1006, retried: true },
  { code: 1008, retried: false },
  { code: 1012, retried: true },
  { code: 4401, retried: true },
];

const closing = (code: number) => ({
  greet: (socket: { terminate(): void; close(code: number, reason: string): void }) =>
    code === 1006 ? socket.terminate() : socket.close(code, 'since you ask'),
});

describe('a server that closes', () => {
  it.each(closes)('with $code is told with code, reason and wasClean', async ({ code }) => {
    const { url } = await webSocketServer(closing(code));

    const dial = recorded(fromWebSocket({ url }).pipe(map(() => 'opened')));

    expect(await dial.end()).toEqual({
      kind: 'closed',
      code,
      reason: code === 1006 ? '' : 'since you ask',
      wasClean: code !== 1006,
    });
    expect(dial.seen).toEqual(['opened']);
  });

  it.each(closes)('with $code is dialled again: $retried', async ({ code, retried }) => {
    const { url, dials } = await webSocketServer(closing(code));
    const policy = limitAttempts(1)(constant(1));

    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(policy)));
    await lifecycle.all();

    const once = ['connecting', 'connected'];
    const story = retried ? [...once, 'waiting', ...once, 'disconnected'] : [...once, 'disconnected'];
    expect(lifecycle.seen.map(({ status }) => status)).toEqual(story);
    expect(lifecycle.seen.at(-1)).toMatchObject({ cause: { kind: 'closed', code } });
    expect(dials()).toBe(retried ? 2 : 1);
  });

  it('with a code that the application named is not dialled again', async () => {
    const { url, dials } = await webSocketServer(closing(4401));
    const policy = giveUpWhen(closedWith(4401))(constant(1));

    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(policy)));
    await lifecycle.all();

    expect(lifecycle.seen.at(-1)).toMatchObject({ status: 'disconnected', cause: { code: 4401 } });
    expect(dials()).toBe(1);
  });

  it('without a code is told as 1005, as the standard says', async () => {
    const { url } = await webSocketServer({ greet: (socket) => socket.close() });

    const dial = recorded(fromWebSocket({ url }));

    expect(await dial.end()).toEqual({ kind: 'closed', code: 1005, reason: '', wasClean: true });
  });

  it('and keeps the TCP connection is waited for no longer than closeTimeout', async () => {
    const { url } = await rawWebSocketServer(closeFrame(1008, 'out'));

    const dial = recorded(fromWebSocket({ url, closeTimeout: 30 }));

    expect(await dial.end()).toMatchObject({ kind: 'closed', code: 1008, reason: 'out' });
  });
});

describe('a link that breaks', () => {
  it('by a reset of the TCP connection is closed with 1006', async () => {
    const { port, peer } = await webSocketServer();
    const { url, reset } = await faultProxy(port);

    const dial = recorded(fromWebSocket({ url }).pipe(map(() => 'opened')));
    await dial.first();
    await peer();
    reset();

    expect(await dial.end()).toEqual({ kind: 'closed', code: 1006, reason: '', wasClean: false });
  });

  it('by a reset is dialled again', async () => {
    const { port, peer } = await webSocketServer();
    const { url, reset } = await faultProxy(port);

    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(constant(1))));
    await peer(0);
    reset();
    await peer(1);

    await lifecycle.first((state) => state.status === 'connecting' && state.attempt === 1);
  });

  it.each([
    ['a message that is too large', { maxPayload: 10 }, frame(1, 'eleven char'), 1009],
    ['text that is no UTF-8', {}, frame(1, Buffer.from([0xc3, 0x28])), 1007],
    ['an opcode that nobody knows', {}, frame(3, 'a'), 1002],
    ['a ping with more than 125 bytes', {}, frame(9, 'a'.repeat(126)), 1002],
    ['compression that nobody asked for', {}, frame(0x41, 'a'), 1002],
  ])('by %s ends with the code that says so, and is not dialled again', async (_, config, bad, code) => {
    const { url, socket, accepted } = await rawWebSocketServer(frame(1, 'good'), bad, frame(1, 'late'));

    const lifecycle = recorded(
      fromWebSocket({ url, ...config, closeTimeout: 30 }).pipe(reconnect(constant(1))),
    );
    const incoming = recorded(
      fromWebSocket({ url, ...config, closeTimeout: 30 }).pipe(mergeMap(({ incoming$ }) => incoming$)),
    );

    expect(await incoming.end()).toEqual({ kind: 'protocol', code });
    expect(incoming.seen).toEqual(['good']);
    expect((await lifecycle.all()).at(-1)).toMatchObject({ status: 'disconnected', cause: { code } });
    await socket(1);
    expect(accepted()).toBe(2);
  });

  it('by the peer’s violation tells the peer why', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.send('eleven char') });

    recorded(fromWebSocket({ url, maxPayload: 10 }));

    expect(await (await peer()).closed).toEqual({ code: 1009, reason: '' });
  });
});

describe('a link that the application ends', () => {
  it('by unsubscribing closes with 1000', async () => {
    const { url, peer } = await webSocketServer();

    const dial = recorded(fromWebSocket({ url }));
    await dial.first();
    dial.subscription.unsubscribe();

    expect(await (await peer()).closed).toEqual({ code: 1000, reason: '' });
  });

  it('with words tells them to the peer and to itself', async () => {
    const { url, peer } = await webSocketServer();
    const reason = `${'a'.repeat(122)}🦊`;

    const dial = recorded(fromWebSocket({ url }));
    (await dial.first()).close(4000, reason);

    expect(await dial.end()).toMatchObject({ kind: 'closed', code: 4000, reason: 'a'.repeat(122) });
    expect(await (await peer()).closed).toEqual({ code: 4000, reason: 'a'.repeat(122) });
  });
});
