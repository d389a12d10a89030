import { fromWebSocket } from 'rxwire';
import type { WebSocketConnection } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import type { FakeWebSocketPeer } from 'rxwire/testing';
import { facts } from './facts.js';

/** A connection over a fake socket, open, with all that was done to the socket and how the connection ended. */
export interface OpenLink {
  readonly connection: WebSocketConnection;
  readonly peer: FakeWebSocketPeer;
  /** In words, from the opening on. */
  readonly calls: readonly string[];
  readonly ends: readonly unknown[];
  readonly unsubscribe: () => void;
}

/** Opens one at once, within a marble test. */
export function openLink(goodbye?: string): OpenLink {
  const calls: string[] = [];
  const ends: unknown[] = [];
  const connections: WebSocketConnection[] = [];
  const { webSocket, peers, calls$ } = fakeWebSocket('-', goodbye === undefined ? {} : { goodbye });

  const dialled$ = fromWebSocket({ url: 'ws://a', protocols: ['chat.v1', 'chat.v2'], webSocket });
  const subscription = dialled$.subscribe({
    next: (connection) => connections.push(connection),
    error: (error: unknown) => ends.push(facts(error)),
  });
  const peer = peers[0] as FakeWebSocketPeer;
  peer.open('chat.v2');
  calls$.subscribe((call) => calls.push(call));
  calls.length = 0;

  return {
    connection: connections[0] as WebSocketConnection,
    peer,
    calls,
    ends,
    unsubscribe: () => subscription.unsubscribe(),
  };
}
