import { Observable, Subscription, asapScheduler, timer } from 'rxjs';
import { checkCloseCode } from '../core/checkCloseCode.js';
import { closeReason } from '../core/closeReason.js';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { incomingFrames } from '../core/incomingFrames.js';
import type { IncomingFrames } from '../core/incomingFrames.js';
import { linkClosed } from '../core/linkClosed.js';
import type { DialContext } from '../core/Provider.js';
import type { WebSocketIncoming, WebSocketLike, WebSocketOutgoing } from '../core/WebSocketLike.js';
import { wordsOf } from '../core/wordsOf.js';
import { unreachable } from './unreachable.js';

/** A WebSocket connection, and what its handshake settled. */
export interface WebSocketConnection extends Connection<WebSocketIncoming, WebSocketOutgoing> {
  /** The subprotocol that the server chose; empty if none. */
  readonly protocol: string;
}

export interface DialConfig<Target, Extra> {
  /** Asks the providers; its first value is what `open` gets. */
  readonly resolve: (context: DialContext) => Observable<Target>;
  /** Creates the socket. `fail` ends the dial or the link with an error that says more than the socket's own events. */
  readonly open: (target: Target, fail: (error: ConnectionError) => void) => WebSocketLike;
  /** Hands on what the open socket receives, until the returned function is called. By default, by its `onmessage`. */
  readonly listen?: (socket: WebSocketLike, next: (frame: WebSocketIncoming) => void) => () => void;
  /** What the platform's socket adds to the connection. */
  readonly extend?: (socket: WebSocketLike, incoming$: Observable<WebSocketIncoming>) => Extra;
  /** In ms, from the subscription to the open event. */
  readonly connectTimeout: number;
}

/**
 * One dial per subscription, over any object that behaves like the standard's WebSocket: what `fromWebSocket` is on
 * every platform.
 *
 * The end of a link is told once, at the first sign of it; from then on the socket is nobody's, and nothing it does
 * later is seen.
 */
export function dial<Target, Extra = object>(
  config: DialConfig<Target, Extra>,
): Observable<WebSocketConnection & Extra> {
  const { resolve, open, listen = listenByEvent, extend, connectTimeout } = config;
  let attempt = 0;

  return new Observable((subscriber) => {
    const pending = new Subscription();
    let socket: WebSocketLike | undefined;
    let frames: IncomingFrames<WebSocketIncoming> | undefined;
    let trouble: unknown;

    const fail = (error: ConnectionError): void => {
      frames?.complete();
      subscriber.error(error);
    };

    const opened = (live: WebSocketLike): void => {
      attempt = 0;
      pending.unsubscribe();
      const incoming = (frames = incomingFrames<WebSocketIncoming>());
      subscriber.add(listen(live, incoming.next));
      const writer = live as unknown as { send(message: WebSocketOutgoing): void };
      subscriber.next({
        incoming$: incoming.incoming$,
        ended$: incoming.ended$,
        protocol: live.protocol,
        send: (message) => {
          if (live.readyState !== OPEN || subscriber.closed)
            throw new ConnectionError('not-open', 'send: the link is not open', {});
          writer.send(message);
        },
        buffered: () => live.bufferedAmount,
        close: (code = 1000, reason = '') => {
          checkCloseCode(code);
          if (subscriber.closed) return;
          const words = closeReason(reason);
          live.close(code, words);
          fail(linkClosed(code, words, false));
        },
        ...(extend?.(live, incoming.incoming$) as Extra),
      });
      // After whatever the subscriber put off to the end of this turn.
      asapScheduler.schedule(incoming.release);
    };

    const start = (target: Target): void => {
      const live = (socket = open(target, fail));
      live.binaryType = 'arraybuffer';
      live.onopen = () => opened(live);
      live.onerror = (event: { readonly error?: unknown; readonly message?: string }) => {
        trouble = event.error ?? event.message;
      };
      live.onclose = ({
        code,
        reason,
        wasClean,
      }: {
        readonly code: number;
        readonly reason: string;
        readonly wasClean: boolean;
      }) => fail(frames === undefined ? unreachable(trouble) : linkClosed(code, reason, wasClean));
    };

    pending.add(
      timer(connectTimeout).subscribe(() =>
        fail(
          new ConnectionError('connect-timeout', `not open within ${connectTimeout} ms`, {
            timeout: connectTimeout,
          }),
        ),
      ),
    );
    pending.add(
      resolve({ attempt: attempt++ }).subscribe({
        next: (target) => {
          // A provider may have unsubscribed.
          if (subscriber.closed) return;
          try {
            start(target);
          } catch (error) {
            fail(error instanceof ConnectionError ? error : unsupported(error));
          }
        },
        error: fail,
      }),
    );
    return () => {
      pending.unsubscribe();
      frames?.complete();
      if (socket !== undefined) abandon(socket);
    };
  });
}

const OPEN = 1;

function listenByEvent(socket: WebSocketLike, next: (frame: WebSocketIncoming) => void): () => void {
  socket.onmessage = ({ data }: { readonly data: WebSocketIncoming }) => next(data);
  return () => (socket.onmessage = null);
}

/** Closes the socket if it still lives, and stops listening; sockets that are closed while connecting report an error. */
function abandon(socket: WebSocketLike): void {
  socket.onopen = socket.onclose = null;
  socket.onerror = () => {};
  // Connecting or open: not yet closing.
  if (socket.readyState <= OPEN) socket.close(1000);
}

function unsupported(cause: unknown): ConnectionError {
  return new ConnectionError('unsupported', `the platform refused: ${wordsOf(cause)}`, {}, cause);
}
