import { combineLatest, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { provide } from '../core/Provider.js';
import type { Provider } from '../core/Provider.js';
import type { WebSocketConstructor } from '../core/WebSocketLike.js';
import { checkUrl } from './checkUrl.js';
import { dial } from './dial.js';
import type { WebSocketConnection } from './dial.js';
import { webSocketUrl } from './webSocketUrl.js';

export interface FromWebSocketConfig {
  /**
   * Where to dial: ws, wss, http or https. A value, a promise, an observable (its first value counts), or a function
   * of the attempt; asked anew for every dial.
   */
  readonly url: Provider<string | URL>;
  /** Subprotocols to offer, asked for like `url`. @defaultValue none */
  readonly protocols?: Provider<string | readonly string[]>;
  /** How long a dial may take, in ms, the providers included. @defaultValue 10_000 */
  readonly connectTimeout?: number;
  /** The platform's WebSocket. @defaultValue `globalThis.WebSocket`, looked up at each dial */
  readonly webSocket?: WebSocketConstructor;
}

/**
 * A WebSocket as a cold observable: subscribing dials, the opening emits the connection, the end is an error.
 *
 * ```text
 * socket                 connecting  open      message   close(1006)
 * fromWebSocket(…)       ------------c-------------------#
 * c.incoming$                        ----------a---------|
 * ```
 *
 * Each subscription is a dial of its own. Unsubscribing in any phase closes with 1000 and leaves no timer or listener.
 * Text comes in as a string, binary as an `ArrayBuffer`.
 *
 * Errors, all `ConnectionError`s: `provider`, `invalid-url`, `unsupported`, `connect-timeout`, `unreachable` (browsers
 * do not tell a refused handshake from a dead host), `closed` with code, reason and wasClean. A static URL that cannot
 * be dialled, or a negative timeout, throws at construction.
 * Finalization: closes the socket with 1000; does not wait for the peer's goodbye.
 *
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 *
 * @example
 * ```ts
 * import { switchMap } from 'rxjs';
 * import { backoff, fromWebSocket, retryWithBackoff } from 'rxwire';
 *
 * const text$ = fromWebSocket({ url: 'wss://example.org/feed' }).pipe(
 *   switchMap((connection) => connection.incoming$),
 *   retryWithBackoff(backoff()),
 * );
 * ```
 */
export function fromWebSocket(config: FromWebSocketConfig): Observable<WebSocketConnection> {
  const { url, protocols = [], connectTimeout = 10_000, webSocket } = config;
  checkDuration('connectTimeout', connectTimeout, 1);
  checkUrl(url, webSocketUrl);

  return dial({
    connectTimeout,
    resolve: (context) =>
      combineLatest({
        url: provide('url', url, context).pipe(map(webSocketUrl)),
        protocols: provide('protocols', protocols, context),
      }),
    open: (target) => {
      const constructor = webSocket ?? (globalThis.WebSocket as WebSocketConstructor | undefined);
      if (constructor === undefined) {
        throw new ConnectionError(
          'unsupported',
          "no global WebSocket: import from 'rxwire/node' or pass webSocket",
          {},
        );
      }
      return new constructor(target.url, [target.protocols].flat() as string[]);
    },
  });
}
