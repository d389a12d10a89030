import { fromWebSocket } from 'rxwire';
import type { WebSocketConnection } from 'rxwire';
import { FakeWebSocket } from '../support/FakeWebSocket.js';
import { openFakeWebSocket } from '../support/openFakeWebSocket.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

describe('dial, among consumers that throw', () => {
  it('goes on, for the one who threw and for everybody else', async () => {
    const thrown = unhandledErrors();
    const { connection, socket, calls, ends } = openFakeWebSocket();
    const seen: string[] = [];
    connection.incoming$.subscribe((message) => {
      seen.push(`first ${String(message)}`);
      throw new Error(`on ${String(message)}`);
    });
    connection.incoming$.subscribe((message) => seen.push(`second ${String(message)}`));

    socket.receives('a');
    socket.receives('b');
    connection.send('c');

    expect(seen).toEqual(['first a', 'second a', 'first b', 'second b']);
    expect(calls).toEqual(['send c']);
    expect(ends).toEqual([]);
    expect(await thrown.first(2)).toEqual(['on a', 'on b']);
  });

  it('gives frames that were kept to a first subscriber that throws on each', async () => {
    const thrown = unhandledErrors();
    const { connection, socket } = openFakeWebSocket();
    const seen: unknown[] = [];
    socket.receives('a');
    socket.receives('b');

    connection.incoming$.subscribe((message) => {
      seen.push(message);
      throw new Error('never content');
    });
    socket.receives('c');

    expect(seen).toEqual(['a', 'b', 'c']);
    expect(await thrown.first(3)).toHaveLength(3);
  });

  it('opens all the same when the observer of the opening throws', async () => {
    const thrown = unhandledErrors();
    const sockets: FakeWebSocket[] = [];
    const connections: WebSocketConnection[] = [];
    const seen: unknown[] = [];
    const webSocket = class extends FakeWebSocket {
      constructor() {
        super(() => undefined);
        sockets.push(this);
      }
    };
    const subscription = fromWebSocket({ url: 'ws://a', webSocket }).subscribe((connection) => {
      connections.push(connection);
      throw new Error('not ready');
    });

    sockets[0]?.opens();
    connections[0]?.incoming$.subscribe((message) => seen.push(message));
    sockets[0]?.receives('a');
    subscription.unsubscribe();

    expect(seen).toEqual(['a']);
    expect(await thrown.first(1)).toEqual(['not ready']);
  });
});
