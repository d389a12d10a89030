import { map, mergeMap, of } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { whileOpen } from '../core/whileOpen.js';
import { heartbeat } from '../operators/heartbeat.js';
import type { Heartbeat, HeartbeatConfig } from '../operators/heartbeat.js';
import type { NodeWebSocketConnection } from './fromWebSocket.js';

export type ProtocolPingConfig = Pick<HeartbeatConfig<string, string>, 'interval' | 'timeout'>;

/**
 * `heartbeat` with the pings of the WebSocket protocol itself, which every server answers without knowing it.
 *
 * ```text
 * frames in                                    -----o--m---     o: pong   m: a message
 * ping frames out                              ---p--p--p--
 * protocolPing({ interval: 3, timeout: 2 })    c----------#
 * ```
 *
 * Errors: kind `heartbeat-timeout`, as `heartbeat`. Finalization: timers end with the connection.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2
 *
 * @example
 * ```ts
 * import { fromWebSocket, protocolPing } from 'rxwire/node';
 *
 * const connection$ = fromWebSocket({ url: 'wss://example.org' }).pipe(protocolPing({ interval: 25_000 }));
 * ```
 */
export function protocolPing<C extends NodeWebSocketConnection>(
  config: ProtocolPingConfig = {},
): OperatorFunction<C, C & Heartbeat> {
  const watch = heartbeat<Connection<string, string>>({
    ...config,
    ping: ({ count }) => String(count),
    isPong: (payload, ping) => payload === ping,
  });

  return mergeMap((connection: C) => {
    const pings: Connection<string, string> = {
      incoming$: whileOpen(connection, connection.pong$),
      activity$: connection.activity$,
      send: connection.ping,
      buffered: connection.buffered,
      close: connection.close,
    };
    return of(pings).pipe(
      watch,
      map(({ rtt$ }) => ({ ...connection, rtt$ })),
    );
  });
}
