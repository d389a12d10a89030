import { WebSocket } from 'ws';
import { fromWebSocket, protocolPing } from 'rxwire/node';
import type { FromWebSocketConfig } from 'rxwire/node';
import { facts } from '../support/facts.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { webSocketServer } from '../support/webSocketServer.js';

const url = 'ws://127.0.0.1:9';

describe('fromWebSocket of Node', () => {
  it.each<[string, unknown, Partial<FromWebSocketConfig>]>([
    ['connectTimeout', 0, { connectTimeout: 0 }],
    ['connectTimeout', 2 ** 31, { connectTimeout: 2 ** 31 }],
    ['maxPayload', 0, { maxPayload: 0 }],
    ['maxPayload', NaN, { maxPayload: NaN }],
    ['closeTimeout', -1, { closeTimeout: -1 }],
    ['closeTimeout', Infinity, { closeTimeout: Infinity }],
  ])('refuses a bad %s, %p, at construction, and names both', (option, value, config) => {
    const making = (): unknown => fromWebSocket({ url, ...config });

    expect(making).toThrow(RangeError);
    expect(making).toThrow(new RegExp(`${option} must be .*; got ${String(value)}`));
  });

  it('refuses a URL that cannot be dialled at construction', () => {
    let refused: unknown;

    try {
      fromWebSocket({ url: 'example.org' });
    } catch (error) {
      refused = error;
    }

    expect(facts(refused)).toEqual({ kind: 'invalid-url', url: 'example.org' });
  });

  it('opens nothing until it is subscribed to, and one socket per subscriber', async () => {
    const { url, dials, peer } = await webSocketServer();

    const connection$ = fromWebSocket({ url });
    const before = dials();
    recorded(connection$);
    recorded(connection$);
    await peer(1);

    expect([before, dials()]).toEqual([0, 2]);
  });

  it.each([Infinity, 2 ** 31, 2 ** 32 + 5])(
    'limits payloads to no less than maxPayload: %p',
    async (maxPayload) => {
      const { url } = await webSocketServer({ greet: (socket) => socket.send('a'.repeat(17_000_000)) });

      const connection = await recorded(fromWebSocket({ url, maxPayload })).first();
      const message = await recorded(connection.incoming$).first();

      expect((message as string).length).toBe(17_000_000);
    },
  );

  it.each(['unsubscribing', 'closing'])('listens to nothing any more after %s', async (how) => {
    const { url } = await webSocketServer();
    const listening = jest.spyOn(WebSocket.prototype, 'on');
    released(() => listening.mockRestore());

    const dial = recorded(fromWebSocket({ url }).pipe(protocolPing({ interval: 1 })));
    const connection = await dial.first();
    await recorded(connection.rtt$).first();
    const socket = listening.mock.contexts.find((ws) => ws.url === url) as WebSocket;
    const listened = (): string[] =>
      ['open', 'message', 'ping', 'pong', 'close'].filter((event) => socket.listenerCount(event) > 0);
    const before = listened();
    if (how === 'unsubscribing') dial.subscription.unsubscribe();
    else connection.close();

    expect(before).toEqual(expect.arrayContaining(['open', 'message', 'pong', 'close']));
    expect(listened()).toEqual([]);
  });
});
