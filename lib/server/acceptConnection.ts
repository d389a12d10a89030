import { asapScheduler, defer, map, merge } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { checkCloseCode } from '../core/checkCloseCode.js';
import { closeReason } from '../core/closeReason.js';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { controlFrames } from '../core/controlFrames.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { linkClosed } from '../core/linkClosed.js';
import { printable } from './printable.js';
import { violation } from '../core/violation.js';
import type { WebSocketIncoming, WebSocketOutgoing } from '../core/WebSocketLike.js';

/** Writes bytes that are frames already, where that is the same as `send`. */
export interface FrameWriter {
  /** The `send` that it stands beside: an operator that puts another in its place has put this one out of use. */
  readonly beside: unknown;
  /** Throws a `ConnectionError` of kind `not-open` like `send`. */
  write(frames: Uint8Array): void;
}

/** A client of a WebSocket server: a connection like any other, and what its handshake said. */
export interface AcceptedConnection extends Connection<WebSocketIncoming, WebSocketOutgoing> {
  /** Messages, and pings and pongs of the protocol. */
  readonly activity$: Observable<unknown>;
  /** Emits once, when the link has ended, how: on a server the end of one connection is not the end of the stream. */
  readonly ended$: Observable<ConnectionError>;
  /** The request of the handshake: its URL, headers, and the socket with the client's address. */
  readonly request: IncomingMessage;
  /** The subprotocol that the handshake settled; empty if none. */
  readonly protocol: string;
  /** The payload of each pong of the protocol, as text. Hot; never completes by itself. */
  readonly pong$: Observable<string>;
  /** Sends a ping of the WebSocket protocol, with at most 125 bytes. */
  ping(payload?: string): void;
  /** Absent with permessage-deflate, where each connection has bytes of its own. */
  readonly frames?: FrameWriter;
}

/** An open socket of `ws` as a connection. Its end is told once, at the first sign of it. */
export function acceptConnection(
  socket: WebSocket,
  stream: Duplex,
  request: IncomingMessage,
): AcceptedConnection {
  const incoming = incomingFrames<WebSocketIncoming>();
  let ending: ConnectionError | undefined;

  const end = (cause: ConnectionError): void => {
    if (ending !== undefined) return;
    ending = cause;
    socket.off('message', onMessage as (data: RawData, isBinary: boolean) => void);
    incoming.complete();
  };
  const onMessage = (data: Buffer | ArrayBuffer, isBinary: boolean): void =>
    incoming.next(isBinary ? (data as ArrayBuffer) : data.toString());
  const checkOpen = (verb: string): void => {
    if (ending !== undefined || socket.readyState !== WebSocket.OPEN) {
      throw new ConnectionError('not-open', `${verb}: the link is not open`, {});
    }
  };
  const send = (message: WebSocketOutgoing): void => {
    checkOpen('send');
    socket.send(message as string);
  };

  socket.binaryType = 'arraybuffer';
  socket.on('message', onMessage as (data: RawData, isBinary: boolean) => void);
  socket.on('error', (error) => {
    const broken = violation(error);
    if (broken) end(broken);
  });
  socket.on('close', (code, bytes) => {
    const reason = bytes.toString();
    // The client's own words: as they are in `reason`, fit for a log in the message.
    const message = `closed with ${code}${reason && `: ${printable(reason, 123)}`}`;
    end(new ConnectionError('closed', message, { code, reason, wasClean: code !== 1006 }));
  });
  // After whatever the subscriber put off to the end of this turn.
  asapScheduler.schedule(incoming.release);

  const pong$ = controlFrames(socket, 'pong');
  return {
    incoming$: incoming.incoming$,
    // Made when they are wanted: a server has thousands of connections.
    ended$: defer(() => incoming.ended$.pipe(map(() => ending as ConnectionError))),
    activity$: defer(() => merge(incoming.incoming$, controlFrames(socket, 'ping'), pong$)),
    pong$,
    request,
    protocol: socket.protocol,
    send,
    buffered: () => socket.bufferedAmount,
    close: (code = 1000, reason = '') => {
      checkCloseCode(code);
      if (ending !== undefined) return;
      const words = closeReason(reason);
      socket.close(code, words);
      end(linkClosed(code, words, false));
    },
    ping: (payload = '') => {
      checkOpen('ping');
      socket.ping(payload);
    },
    ...(!socket.extensions.includes('permessage-deflate') && {
      frames: {
        beside: send,
        write: (frames: Uint8Array) => {
          checkOpen('write');
          stream.write(frames);
        },
      },
    }),
  };
}
