import { NEVER, defer, exhaustMap, interval, map, race, take, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { sendIfOpen } from '../core/sendIfOpen.js';

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
  const dead = (): never => {
    const message = `no sign of life for ${pongTimeout} ms`;
    throw new ConnectionError('heartbeat-timeout', message, { timeout: pongTimeout });
  };
  // Not `heartbeat`, which measures round trips as well: between two pings this is one timer, and a hub has thousands.
  return interval(pingInterval).pipe(
    exhaustMap((_, beat) =>
      race(
        (connection.activity$ ?? connection.incoming$).pipe(take(1)),
        timer(pongTimeout).pipe(map(dead)),
        defer(() => {
          sendIfOpen<string>({ ...connection, send: ping }, String(beat + 1));
          return NEVER;
        }),
      ),
    ),
  );
}
