import { defer, fromEventPattern, map } from 'rxjs';
import type { Observable } from 'rxjs';

/** What of a socket of `ws` tells of its pings and pongs. */
interface ControlFrameEmitter {
  on(event: 'ping' | 'pong', listener: (payload: Uint8Array) => void): unknown;
  off(event: 'ping' | 'pong', listener: (payload: Uint8Array) => void): unknown;
}

/**
 * The payloads of a WebSocket's pings or pongs, as text; hot, never completes.
 *
 * Not by `fromEvent`: it takes `ws` for an `EventTarget`, whose events are without pings and pongs.
 */
export function controlFrames(socket: ControlFrameEmitter, event: 'ping' | 'pong'): Observable<string> {
  // Made when it is wanted: a server has thousands of them.
  return defer(() =>
    fromEventPattern<Uint8Array>(
      (handler) => socket.on(event, handler),
      (handler) => socket.off(event, handler),
    ).pipe(map((payload) => new TextDecoder().decode(payload))),
  );
}
