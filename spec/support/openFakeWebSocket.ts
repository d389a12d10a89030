import { fromWebSocket } from 'rxwire';
import type { WebSocketConnection } from 'rxwire';
import { FakeWebSocket } from './FakeWebSocket.js';
import { facts } from './facts.js';

/** A connection over a fake socket, open, with all that was done to the socket and how the connection ended. */
export function openFakeWebSocket(): {
  readonly connection: WebSocketConnection;
  readonly socket: FakeWebSocket;
  readonly calls: readonly string[];
  readonly ends: readonly unknown[];
  readonly unsubscribe: () => void;
} {
  const calls: string[] = [];
  const ends: unknown[] = [];
  const sockets: FakeWebSocket[] = [];
  const connections: WebSocketConnection[] = [];
  const webSocket = class extends FakeWebSocket {
    constructor() {
      super((call) => calls.push(call));
      sockets.push(this);
    }
  };

  const subscription = fromWebSocket({ url: 'ws://a', webSocket }).subscribe({
    next: (connection) => connections.push(connection),
    error: (error: unknown) => ends.push(facts(error)),
  });
  const socket = sockets[0] as FakeWebSocket;
  socket.opens('chat.v2');

  return {
    connection: connections[0] as WebSocketConnection,
    socket,
    calls,
    ends,
    unsubscribe: () => subscription.unsubscribe(),
  };
}
