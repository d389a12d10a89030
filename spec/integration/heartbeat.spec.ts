import { once } from 'node:events';
import { defer, map, mergeMap } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import { constant, fromWebSocket, heartbeat, protocolPing, reconnect } from 'rxwire/node';
import type { Heartbeat, NodeWebSocketConnection } from 'rxwire/node';
import { faultProxy } from '../support/faultProxy.js';
import { closeFrame, rawWebSocketServer } from '../support/rawWebSocketServer.js';
import { recorded } from '../support/recorded.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';

type Watch = OperatorFunction<NodeWebSocketConnection, NodeWebSocketConnection & Heartbeat>;

const ownPings = { ping: () => 'ping', isPong: (text: unknown) => text === 'pong' };
const strict = { interval: 15, timeout: 60 };
const patient = { interval: 15, timeout: 4_000 };
const watches: [string, Watch][] = [
  ['pings of its own', heartbeat({ ...strict, ...ownPings })],
  ['pings of the protocol', protocolPing(strict)],
  ['silence alone', heartbeat(strict)],
];

describe('a half-open link that goes silent', () => {
  it.each(watches)('is given up by %s at the deadline', async (_, watch) => {
    const { port } = await webSocketServer();
    const { url, silence } = await faultProxy(port);

    const dial = recorded(fromWebSocket({ url, closeTimeout: 20 }).pipe(watch));
    await dial.first();
    silence();

    expect(await dial.end()).toMatchObject({ kind: 'heartbeat-timeout' });
  });

  it('is followed by another that lives', async () => {
    const { port, peer } = await webSocketServer();
    const { url, silence } = await faultProxy(port);
    const paces = [strict, patient];

    const lifecycle = recorded(
      defer(() => fromWebSocket({ url, closeTimeout: 20 }).pipe(protocolPing(paces.shift()))).pipe(
        reconnect(constant(1)),
      ),
    );
    await lifecycle.first(({ status }) => status === 'connected');
    silence();
    const { socket } = await peer(1);
    for (let pings = 0; pings < 4; pings += 1) await once(socket, 'ping');

    const statuses = lifecycle.seen.map(({ status }) => status);
    expect(statuses).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected']);
    expect(lifecycle.seen[2]).toMatchObject({ cause: { kind: 'heartbeat-timeout', timeout: 60 } });
  });
});

describe('a link that lives', () => {
  it('answers pings of the protocol by itself, and the round trips are measured', async () => {
    const { url, peer } = await webSocketServer();

    const rtt = recorded(
      fromWebSocket({ url }).pipe(
        protocolPing(patient),
        mergeMap(({ rtt$ }) => rtt$),
      ),
    );
    const pings: string[] = [];
    (await peer()).socket.on('ping', (payload) => pings.push(String(payload)));
    await rtt.first((_, index) => index === 2);

    expect(pings).toEqual(['1', '2', '3']);
    for (const duration of rtt.seen) expect(duration).toBeLessThan(4_000);
  });

  it('may speak instead of answering', async () => {
    const { url, peer } = await webSocketServer({ autoPong: false });

    const dial = recorded(fromWebSocket({ url }).pipe(protocolPing(patient)));
    const { socket } = await peer();
    for (let pings = 0; pings < 5; pings += 1) {
      await once(socket, 'ping');
      socket.send('busy');
    }

    expect(dial.seen).toHaveLength(1);
    expect(dial.subscription.closed).toBe(false);
  });

  it('shows pings and pongs as signs of life', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.ping('are you there') });

    const signs = recorded(
      fromWebSocket({ url }).pipe(
        mergeMap((connection) => {
          connection.ping('and you');
          return connection.activity$.pipe(map(String));
        }),
      ),
    );
    (await peer()).socket.send('yes');
    await signs.first((_, index) => index === 2);

    expect([...signs.seen].sort()).toEqual(['and you', 'are you there', 'yes']);
  });

  it('keeps replies to pings of its own out of the messages', async () => {
    const { url, peer } = await webSocketServer({
      greet: (socket) => void socket.on('message', () => socket.send('pong')),
    });

    const incoming = recorded(
      fromWebSocket({ url }).pipe(
        heartbeat({ ...patient, ...ownPings }),
        mergeMap(({ incoming$ }) => incoming$),
      ),
    );
    const server = await peer();
    await receivedBy(server, 3);
    server.socket.send('message');
    await incoming.first();

    expect(incoming.seen).toEqual(['message']);
  });
});

describe('a link that is closing', () => {
  it.each(watches.slice(0, 2))('ends as closed, however many %s come meanwhile', async (_, watch) => {
    const { url } = await rawWebSocketServer(closeFrame(4401, 'signed out'));

    const dial = recorded(fromWebSocket({ url, closeTimeout: 35 }).pipe(watch));

    expect(await dial.end()).toEqual({ kind: 'closed', code: 4401, reason: 'signed out', wasClean: true });
  });

  it('takes no pings of the protocol', async () => {
    const { url } = await webSocketServer();

    const dial = recorded(fromWebSocket({ url }));
    const connection = await dial.first();
    dial.subscription.unsubscribe();

    expect(() => connection.ping()).toThrow(expect.objectContaining({ kind: 'not-open' }));
  });
});
