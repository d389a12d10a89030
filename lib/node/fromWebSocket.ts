import { asyncScheduler, combineLatest, map, merge } from 'rxjs';
import type { Observable } from 'rxjs';
import { WebSocket } from 'ws';
import type { ClientOptions, RawData } from 'ws';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { controlFrames } from '../core/controlFrames.js';
import { provide } from '../core/Provider.js';
import type { Provider } from '../core/Provider.js';
import { retryAfterOf } from '../core/retryAfterOf.js';
import { dial } from '../transports/dial.js';
import type { WebSocketConnection } from '../transports/dial.js';
import type { FromWebSocketConfig as PlatformConfig } from '../transports/fromWebSocket.js';
import { checkUrl } from '../transports/checkUrl.js';
import { webSocketUrl } from '../transports/webSocketUrl.js';
import { violation } from '../core/violation.js';

export interface FromWebSocketConfig extends Omit<PlatformConfig, 'webSocket'> {
  /** Headers of the handshake, asked for like `url`: tokens, cookies. @defaultValue none */
  readonly headers?: Provider<Readonly<Record<string, string>>>;
  /** The largest message that may come in, in bytes; a larger one ends the link with kind `protocol`, code 1009. `Infinity` is no limit. @defaultValue 16_777_216 */
  readonly maxPayload?: number;
  /** `true` offers permessage-deflate, an object offers it with these options of `ws`, `false` does not. @defaultValue false */
  readonly perMessageDeflate?: ClientOptions['perMessageDeflate'];
  /** How long a closed socket may wait for the peer's goodbye before it is destroyed, in ms. @defaultValue 2_000 */
  readonly closeTimeout?: number;
  /** Everything else that `ws` takes: `agent`, `ca`, `cert`, `key`, `rejectUnauthorized`, `followRedirects` … @defaultValue none */
  readonly options?: Omit<ClientOptions, 'headers' | 'maxPayload' | 'perMessageDeflate'>;
}

/** A connection of `ws`: also pings of the WebSocket protocol. */
export interface NodeWebSocketConnection extends WebSocketConnection {
  /** Messages, and pings and pongs of the protocol. */
  readonly activity$: Observable<unknown>;
  /** The payload of each pong of the protocol, as text. Hot; never completes by itself. */
  readonly pong$: Observable<string>;
  /** Sends a ping of the WebSocket protocol, with at most 125 bytes. `protocolPing` does it regularly. */
  ping(payload?: string): void;
}

/**
 * `fromWebSocket` on `ws`: as in the root entry, with what a browser cannot do.
 *
 * ```text
 * socket                 connecting  open      message   close(1006)
 * fromWebSocket(…)       ------------c-------------------#
 * c.incoming$                        ----------a---------|
 * ```
 *
 * Errors: those of the root entry, and kind `handshake` with status and headers when the server answers the upgrade
 * with anything but 101; kind `protocol` with 1002, 1007 or 1009 for frames that are malformed, not UTF-8 or too large.
 * Finalization: closes with 1000; a peer that does not answer holds the socket for `closeTimeout` ms at most.
 *
 * @see https://github.com/websockets/ws/blob/master/doc/ws.md
 *
 * @example
 * ```ts
 * import { fromWebSocket } from 'rxwire/node';
 *
 * const connection$ = fromWebSocket({
 *   url: 'wss://example.org/feed',
 *   headers: async () => ({ authorization: `Bearer ${await freshToken()}` }),
 *   maxPayload: 65_536,
 * });
 *
 * async function freshToken(): Promise<string> {
 *   return (await fetch('https://example.org/token')).text();
 * }
 * ```
 */
export function fromWebSocket(config: FromWebSocketConfig): Observable<NodeWebSocketConnection> {
  const { url, protocols = [], headers = {}, connectTimeout = 10_000, options } = config;
  const { maxPayload = 16_777_216, perMessageDeflate = false, closeTimeout = 2_000 } = config;
  checkDuration('connectTimeout', connectTimeout, 1);
  checkNumber('maxPayload', maxPayload, 1);
  checkDuration('closeTimeout', closeTimeout, 1);
  checkUrl(url, webSocketUrl);

  return dial({
    connectTimeout,
    resolve: (context) =>
      combineLatest({
        url: provide('url', url, context).pipe(map(webSocketUrl)),
        protocols: provide('protocols', protocols, context),
        headers: provide('headers', headers, context),
      }),
    open: (target, fail) => {
      const settings = {
        ...options,
        headers: target.headers,
        // ws keeps it in 32 bits, and takes 0 for no limit.
        maxPayload: maxPayload > 2_147_483_647 ? 0 : maxPayload,
        perMessageDeflate,
        // Newer than the types of ws.
        closeTimeout,
      };
      const socket = new WebSocket(target.url, [target.protocols].flat() as string[], settings);
      socket.on('unexpected-response', (_request, response) => {
        const status = response.statusCode ?? 0;
        const refusal = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
        );
        const retryAfter = retryAfterOf(refusal['retry-after'] ?? null, asyncScheduler.now());
        fail(
          new ConnectionError('handshake', `the server refused with ${status}`, {
            status,
            headers: refusal,
            ...(retryAfter !== undefined && { retryAfter }),
          }),
        );
      });
      socket.on('error', (error) => {
        const broken = violation(error);
        if (broken) fail(broken);
      });
      return socket;
    },
    // By the emitter of ws: an event object for each message costs a fifth of the receive path (`npm run bench -- receive`).
    listen: (live, next) => {
      const socket = live as WebSocket;
      const onMessage = (data: Buffer | ArrayBuffer, isBinary: boolean): void =>
        next(isBinary ? (data as ArrayBuffer) : data.toString());
      socket.on('message', onMessage as (data: RawData, isBinary: boolean) => void);
      return () => socket.off('message', onMessage as (data: RawData, isBinary: boolean) => void);
    },
    extend: (live, incoming$) => {
      const socket = live as WebSocket;
      const pong$ = controlFrames(socket, 'pong');
      return {
        activity$: merge(incoming$, controlFrames(socket, 'ping'), pong$),
        pong$,
        ping: (payload = '') => {
          if (socket.readyState !== WebSocket.OPEN) {
            throw new ConnectionError('not-open', 'ping: the link is not open', {});
          }
          socket.ping(payload);
        },
      };
    },
  });
}
