/** What can be sent over a WebSocket. Text is a string; the rest is binary. */
export type WebSocketOutgoing = string | ArrayBufferLike | ArrayBufferView<ArrayBufferLike>;

/** What comes in over a WebSocket: text as a string, binary as an `ArrayBuffer`. */
export type WebSocketIncoming = string | ArrayBuffer;

/**
 * The part of the standard's WebSocket that rxwire touches. The browser's, `ws`'s and undici's fit without casts.
 *
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly protocol: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: never): void;
  close(code?: number, reason?: string): void;
}

/** A constructor of `WebSocketLike`: `globalThis.WebSocket`, `ws`'s, or a fake. */
export interface WebSocketConstructor {
  new (url: string, protocols?: string | string[]): WebSocketLike;
}
