import { Observable, Subscription } from 'rxjs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ServerOptions } from 'ws';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { wordsOf } from '../core/wordsOf.js';
import { addressKey } from './addressKey.js';
import { acceptConnection } from './acceptConnection.js';
import type { AcceptedConnection } from './acceptConnection.js';
import { checkOrigins } from './checkOrigins.js';
import { door } from './door.js';
import type { DoorConfig } from './DoorConfig.js';
import { judgeUpgrade } from './judgeUpgrade.js';
import type { VerdictProvider } from './judgeUpgrade.js';
import { Refusal } from './Refusal.js';
import { refuseUpgrade } from './refuseUpgrade.js';
import { statusOf } from './statusOf.js';

export interface FromWebSocketServerConfig extends DoorConfig {
  /** Listen on this port; 0 takes a free one, which `onListening` tells. Either this or `server`. */
  readonly port?: number;
  /** Listen on this address. @defaultValue all addresses */
  readonly host?: string;
  /** Mount on this server, of `node:http` or `node:https`, which listens and closes without our doing. Either this or `port`. */
  readonly server?: Server;
  /** The pathname that is served. Others get 404, unless somebody else listens for the server's upgrades. @defaultValue every path */
  readonly path?: string;
  /** Origins of pages that may connect, exactly as browsers send them, besides the server's own; `'*'` for all. @defaultValue [] */
  readonly origins?: readonly string[] | '*';
  /** Looks at the handshake before it is answered. Its error refuses with 500. @defaultValue lets everybody in */
  readonly verify?: (context: { readonly request: IncomingMessage }) => ReturnType<VerdictProvider>;
  /**
   * With `port`: how long a client may take for its request, in ms; then it gets 408. A `server` has limits of its own, `headersTimeout`
   * for one. @defaultValue 10_000
   */
  readonly handshakeTimeout?: number;
  /** How long `verify` may take before it is refused with 503, in ms. @defaultValue 10_000 */
  readonly verifyTimeout?: number;
  /** Subprotocols that are spoken, the preferred first. @defaultValue none */
  readonly protocols?: readonly string[];
  /** The largest message that may come in, in bytes; a larger one ends its connection with 1009. @defaultValue 65_536 */
  readonly maxPayload?: number;
  /** `true` takes up permessage-deflate, an object with these options of `ws`. It costs memory for each connection. @defaultValue false */
  readonly perMessageDeflate?: ServerOptions['perMessageDeflate'];
  /** How long a closed socket may wait for the client's goodbye before it is destroyed, in ms. @defaultValue 2_000 */
  readonly closeTimeout?: number;
  /** Told once it listens, with the address. */
  readonly onListening?: (address: AddressInfo) => void;
}

/**
 * A WebSocket server as a cold observable of its clients.
 *
 * ```text
 * clients                          a       b    b leaves
 * fromWebSocketServer({ port })    a-------b--------------!
 * a.incoming$                      --x--y-----------------|     1001
 * b.incoming$                              --z--|
 * ```
 *
 * Subscribing listens. Each client is a `Connection`, on which `heartbeat`, `withCodec` and the rest work; what ends one
 * ends no other: see `ended$`. Use `serve` to give each its own pipeline, or a `hub`.
 *
 * A client is refused before the upgrade: 404 for another path, 403 for a page of another origin, 429 for one connection too many of
 * its address, and what `verify` says. `onRefused` is told.
 *
 * Errors: kind `unreachable` when it cannot listen, with the platform's code (`EADDRINUSE`). At construction a
 * `RangeError` for limits and for origins that would never match, a `TypeError` unless there is one of `port` and `server`.
 * Finalization: closes every client with 1001 and stops listening; a client that does not say goodbye holds its socket
 * for `closeTimeout` at most. A server that it was mounted on goes on.
 *
 * @see https://github.com/websockets/ws/blob/master/doc/ws.md
 *
 * @example
 * ```ts
 * import { fromWebSocketServer } from 'rxwire/server';
 *
 * const server = fromWebSocketServer({ port: 8080, path: '/realtime' }).subscribe((connection) => {
 *   connection.incoming$.subscribe((message) => connection.send(message));
 * });
 *
 * process.once('SIGTERM', () => server.unsubscribe());
 * ```
 */
export function fromWebSocketServer(config: FromWebSocketServerConfig): Observable<AcceptedConnection> {
  const { port, host, server, path, origins = [], verify, verifyTimeout = 10_000 } = config;
  const { protocols = [], maxPayload = 65_536, perMessageDeflate = false, closeTimeout = 2_000 } = config;
  const { handshakeTimeout = 10_000 } = config;
  const { addressOf, addressIfKnown, enter, tell } = door(config);
  if ((port === undefined) === (server === undefined)) {
    throw new TypeError('fromWebSocketServer needs a port or a server, and not both');
  }
  checkOrigins(origins);
  checkNumber('maxPayload', maxPayload, 1);
  checkDuration('closeTimeout', closeTimeout, 1);
  checkDuration('verifyTimeout', verifyTimeout, 1);
  checkDuration('handshakeTimeout', handshakeTimeout, 1);

  return new Observable((subscriber) => {
    const http =
      server ??
      createServer(
        {
          headersTimeout: handshakeTimeout,
          requestTimeout: handshakeTimeout,
          connectionsCheckingInterval: Math.ceil(handshakeTimeout / 4),
        },
        (_, response) => void response.writeHead(426, { upgrade: 'websocket' }).end(),
      );
    const handshakes = new WebSocketServer({
      noServer: true,
      // ws keeps it in 32 bits, and takes 0 for no limit.
      maxPayload: maxPayload > 2_147_483_647 ? 0 : maxPayload,
      perMessageDeflate,
      handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
      // Newer than the types of ws.
      ...{ closeTimeout },
    });
    const waiting = new Set<Duplex>();

    const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void =>
      handshakes.handleUpgrade(request, stream, head, (socket) =>
        subscriber.next(acceptConnection(socket, stream, request)),
      );
    const refuse = (stream: Duplex, address: string, refusal: Refusal): void => {
      const { code, message, status, retryAfter, cause } = refusal;
      const answered = status ?? statusOf[code];
      refuseUpgrade(stream, answered, retryAfter);
      tell({ code, message, status: answered, address, ...(cause !== undefined && { cause }) });
    };
    const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
      if (path !== undefined && pathnameOf(request) !== path) {
        // Somebody else's, if somebody else is there.
        if (http.listenerCount('upgrade') > 1) return;
        const nothing = new Refusal('BAD_REQUEST', 'nothing is served at this path', null, undefined, 404);
        return refuse(stream, addressIfKnown(request), nothing);
      }
      const asked = new Subscription();
      const ignore = (): void => {};
      const decided = (): void => {
        stream.off('error', ignore).off('end', left).off('close', left);
        waiting.delete(stream);
      };
      const left = (): void => {
        decided();
        asked.unsubscribe();
        stream.destroy();
      };
      // Half of a link is no link: a client that leaves is seen by the end of its half.
      stream.on('error', ignore).once('end', left).once('close', left);
      waiting.add(stream);
      const judged$ = judgeUpgrade(request, {
        origins,
        verify: verify as VerdictProvider | undefined,
        verifyTimeout,
        enter: () => stream.once('close', enter(addressOf(request))),
      });
      asked.add(() => subscriber.remove(asked));
      subscriber.add(asked);
      asked.add(
        judged$.subscribe({
          next: () => {
            decided();
            upgrade(request, stream, head);
          },
          error: (refusal: Refusal) => {
            decided();
            asked.unsubscribe();
            refuse(stream, addressIfKnown(request), refusal);
          },
          complete: () => asked.unsubscribe(),
        }),
      );
    };
    const onError = (error: NodeJS.ErrnoException): void => subscriber.error(cannotListen(error));
    /** What did not come to a request, where the server is ours. */
    const onClientError = ({ code }: NodeJS.ErrnoException, socket: Socket): void => {
      if (!socket.writable || code === 'ECONNRESET') return void socket.destroy();
      refuse(socket, addressKey(socket.remoteAddress ?? ''), notARequest(code));
    };
    const onMalformed = (_: Error, socket: Duplex, request: IncomingMessage): void =>
      refuse(socket, addressIfKnown(request), new Refusal('BAD_REQUEST', 'not a handshake of version 13'));
    const onListening = (): void => config.onListening?.(http.address() as AddressInfo);

    http.on('upgrade', onUpgrade);
    handshakes.on('wsClientError', onMalformed);
    if (server === undefined) http.on('clientError', onClientError);
    http.on('error', onError);
    if (http.listening) onListening();
    else http.once('listening', onListening);
    if (server === undefined) {
      try {
        http.listen(port, host);
      } catch (error) {
        onError(error as Error);
      }
    }
    return () => {
      http.off('upgrade', onUpgrade);
      http.off('listening', onListening);
      for (const stream of waiting) stream.destroy();
      for (const socket of handshakes.clients) socket.close(1001);
      handshakes.close();
      if (server !== undefined) http.off('error', onError);
      else {
        http.close();
        http.closeIdleConnections();
      }
    };
  });
}

function notARequest(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Refusal('TIMEOUT', 'no handshake in time', null, undefined, 408);
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal('BAD_REQUEST', 'too many headers', null, undefined, 431);
  return new Refusal('BAD_REQUEST', 'not a request');
}

function pathnameOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}

function cannotListen(cause: NodeJS.ErrnoException): ConnectionError {
  const { code } = cause;
  return new ConnectionError(
    'unreachable',
    `the server cannot listen: ${wordsOf(cause)}`,
    code === undefined ? {} : { code },
    cause,
  );
}
