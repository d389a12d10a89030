import { NEVER, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { heartbeat } from '../operators/heartbeat.js';

/** A connection that may have pings of the WebSocket protocol. */
export interface Pinged extends Connection<unknown, string> {
  readonly ping?: (payload?: string) => void;
}

/**
 * Pings a client, where its connection can, and errors with kind `heartbeat-timeout` when it shows no sign of life. On
 * connections without such pings it is quiet: there the client pings, if anybody.
 */
export function watchPongs(
  connection: Pinged,
  { pingInterval, pongTimeout }: { readonly pingInterval: number; readonly pongTimeout: number },
): Observable<unknown> {
  const { ping } = connection;
  if (ping === undefined) return NEVER;
  return of({ ...connection, send: ping }).pipe(
    heartbeat<Connection<unknown, string>>({
      interval: pingInterval,
      timeout: pongTimeout,
      ping: ({ count }) => String(count),
    }),
  );
}
