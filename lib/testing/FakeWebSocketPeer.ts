import type { WebSocketLike, WebSocketOutgoing } from '../core/WebSocketLike.js';

/** What a fake socket's other end can do to it. What cannot happen in its state does not: a closed socket hears nothing. */
export interface FakeWebSocketPeer {
  /** The socket that was dialled. */
  readonly socket: FakeWebSocket;
  /** The subprotocols that it offers. */
  readonly protocols: readonly string[];
  /**
   * Accepts, with the first of the offered protocols unless told otherwise; a protocol that was not offered, or none
   * where some were, fails the dial, as everywhere.
   */
  open(protocol?: string): void;
  /** Sends a frame: text, or binary. */
  send(data: WebSocketOutgoing): void;
  /** Sends a close frame and closes. Without a code the event says 1005. */
  close(code?: number, reason?: string): void;
  /** Breaks the link: refused before the opening, 1006 after it. The error event carries `error`, as `ws`'s does. */
  break(error?: Error): void;
  /** Sends what is no frame. */
  violate(): void;
  /** From now on this many bytes wait in `bufferedAmount` and nothing leaves; 0: everything leaves again. What is sent comes on top. */
  buffer(bytes: number): void;
  /** Is gone without a word: nothing comes, what is sent leaves and is lost, no close is answered. */
  vanish(): void;
}

/** The standard's WebSocket, as far as code can tell. */
export interface FakeWebSocket extends WebSocketLike, EventTarget {
  send(data: WebSocketOutgoing): void;
  readonly url: string;
  readonly extensions: string;
}

/** The standard's constructor, for whatever dials. */
export interface FakeWebSocketConstructor {
  new (url: string | URL, protocols?: string | string[]): FakeWebSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
}
