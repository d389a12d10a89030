import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Agent } from 'undici';
import { mergeMap, tap } from 'rxjs';
import { fromHubEvents } from 'rxwire/node';
import { chat, subscribe } from '../server/hubTalk.js';
import { hubServer } from '../support/hubServer.js';
import type { Heard } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { closedPort } from '../support/tcpServer.js';

describe('fromHubEvents on undici', () => {
  it.each([
    ['an agent of its own', () => ({})],
    ['a dispatcher that is given', () => ({ dispatcher: new Agent({ keepAliveTimeout: 1 }) })],
  ])('speaks to a hub over %s, and leaves no socket behind', async (_, config) => {
    const { port, server, served } = await hubServer();
    const sockets: Socket[] = [];
    server.on('connection', (socket: Socket) => void sockets.push(socket));
    const heard = recorded(
      fromHubEvents({ url: `http://127.0.0.1:${port}/events`, ...config() }).pipe(
        tap(({ send }) => [subscribe('r1', 'a'), chat('m1', 'a', 'hi'), chat('m2', 'a', 'ho')].forEach(send)),
        mergeMap(({ incoming$ }) => incoming$),
      ),
    );
    const isIn = (id: string) => (text: string) => (JSON.parse(text) as Heard).id === id;

    await heard.first(isIn('r1'));
    await heard.first((text) => isIn('m2')(text) && (JSON.parse(text) as Heard).offset === 2);
    await heard.first((text) => isIn('m2')(text) && (JSON.parse(text) as Heard).offset === undefined);
    heard.subscription.unsubscribe();
    for (const socket of sockets) if (!socket.destroyed) await once(socket, 'close');

    expect(sockets.length).toBeGreaterThan(1);
    expect(served.channels).toBe(0);
  });

  it('tells the code that Node has for a hub that cannot be reached', async () => {
    const port = await closedPort();

    const dialled = recorded(fromHubEvents({ url: `http://127.0.0.1:${port}/events` }));

    expect(await dialled.end()).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });
});
