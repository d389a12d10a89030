import { EMPTY, catchError, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { backoff } from '../backoff/backoff.js';
import { asConnectionError } from '../core/asConnectionError.js';
import type { Connection } from '../core/Connection.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import { endAfterSleep } from '../operators/endAfterSleep.js';
import { followPage } from '../operators/followPage.js';
import { handshakeGate } from '../operators/handshakeGate.js';
import { heartbeat } from '../operators/heartbeat.js';
import type { Heartbeat } from '../operators/heartbeat.js';
import type { Outbox } from '../operators/outbox.js';
import { parkWhile } from '../operators/parkWhile.js';
import { reconnect } from '../operators/reconnect.js';
import { withCodec } from '../operators/withCodec.js';
import type { Coded } from '../operators/withCodec.js';
import { fromWebSocket } from '../transports/fromWebSocket.js';
import { fallback } from '../operators/fallback.js';
import type { RealtimeConnection, RealtimeClientConfig } from './RealtimeClientConfig.js';

/** What a client works with: messages, what does not decode, and round trips if there is a heartbeat. */
export type ClientLink<In, Out, E> = RealtimeConnection<In, Out> & Coded<E> & Partial<Heartbeat>;

/**
 * The operators of a client in their order.
 *
 * ```text
 * transport ─► withCodec ─► auth ─► handshakeGate ─► heartbeat ─► endAfterSleep ─► reconnect ─► parkWhile ─► outbox
 * ```
 *
 * The gate stands before the heartbeat, so that nothing is said before the peer has let us in, and the outbox behind
 * both: it delivers when the link is ready, and pings do not queue in it. What watches for sleep is last, so that it sees every
 * message before it is sent.
 *
 * Errors: none; what a policy throws is the cause of the last state.
 */
export function clientLifecycle<In, Out, E>(
  config: RealtimeClientConfig<In, Out, E>,
  outbox: Pick<Outbox<Out>, 'deliver'>,
): Observable<Lifecycle<ClientLink<In, Out, E>>> {
  type Link = ClientLink<In, Out, E>;
  const { codec, gate, heartbeat: pulse, policy = backoff() } = config;
  const transport$: Observable<Connection<unknown, never>> =
    'transports' in config
      ? fallback(config.transports, config.fallback)
      : 'transport' in config
        ? config.transport
        : fromWebSocket(config);
  const coded$: Observable<Link> = transport$.pipe(withCodec(codec, config));
  const known$ = config.auth === undefined ? coded$ : coded$.pipe(config.auth.admit<Link>());
  const gated$ = gate === undefined ? known$ : known$.pipe(handshakeGate<Link>(gate as never));
  const watched$ = pulse === undefined ? gated$ : gated$.pipe(heartbeat<Link>(pulse as never));
  const awake$ = config.sleep === false ? watched$ : watched$.pipe(endAfterSleep<Link>(config.sleep));
  const page = config.page === false ? undefined : followPage(config.page);
  return awake$.pipe(
    reconnect(policy, { ...page, ...config.reconnect }),
    parkWhile(page?.parked$ ?? EMPTY),
    outbox.deliver<Link>(),
    catchError((error: unknown) =>
      of<Lifecycle<Link>>({ status: 'disconnected', cause: asConnectionError(error) }),
    ),
  );
}
