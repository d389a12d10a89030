import type { Observable } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import type { Connection } from '../core/Connection.js';
import type { ConnectionError } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import type { WebSocketOutgoing } from '../core/WebSocketLike.js';
import type { EndAfterSleepConfig } from '../operators/endAfterSleep.js';
import type { FallbackConfig } from '../operators/fallback.js';
import type { FollowPageConfig } from '../operators/followPage.js';
import type { HandshakeGateConfig } from '../operators/handshakeGate.js';
import type { HeartbeatConfig } from '../operators/heartbeat.js';
import type { OutboxConfig } from '../operators/outbox.js';
import type { OverTransport } from '../operators/provenLinks.js';
import type { ReconnectConfig } from '../operators/reconnect.js';
import type { SendOutcome } from '../operators/SendOutcome.js';
import type { Codec, CodecConfig, InvalidMessage } from '../operators/withCodec.js';
import type { FromWebSocketConfig } from '../transports/fromWebSocket.js';
import type { RealtimeMetrics } from './clientMetrics.js';
import type { RequestConfig } from './requests.js';
import type { TokenAuth } from './TokenAuthConfig.js';

export interface RealtimeClientOptions<In, Out, E> extends CodecConfig {
  /** What the messages are, on the wire and in the application. */
  readonly codec: Codec<In, Out, WebSocketOutgoing, E>;
  /** Tells the peer who we are, and renews it: `tokenAuth`. @defaultValue none */
  readonly auth?: Pick<TokenAuth, 'admit'>;
  /** The handshake gate; without it messages go as soon as the link is open. @defaultValue none */
  readonly gate?: HandshakeGateConfig<Connection<In, Out>, In, Out>;
  /** Watches the link; without `ping` silence alone is watched. @defaultValue none */
  readonly heartbeat?: HeartbeatConfig<In, Out>;
  /** How to notice that the device slept, which ends the link, or `false` for not at all. @defaultValue as `endAfterSleep()` does */
  readonly sleep?: EndAfterSleepConfig | false;
  /** How long to wait before each retry, and when to give up. @defaultValue backoff() */
  readonly policy?: BackoffPolicy<ConnectionError>;
  /** Minimum uptime, causes that cannot heal; what wakes and what is offline go before what the page says of it. */
  readonly reconnect?: ReconnectConfig;
  /** How to follow the life of the page, or `false` for not at all. @defaultValue as `followPage()` does */
  readonly page?: FollowPageConfig | false;
  /** Bounds and policy of what waits to be sent. @defaultValue 100 messages, 1 MiB, the oldest dropped first */
  readonly outbox?: OutboxConfig<Out>;
  /**
   * `true`: subscribing to `messages$` connects, and the last subscriber's leaving disconnects. `false`: only `connect`
   * and `disconnect` count. @defaultValue true
   */
  readonly lazy?: boolean;
  /** How long the connection goes on after the last subscriber left, in ms. @defaultValue 0 */
  readonly linger?: number;
  /** The id of a message, by which replies are matched to requests. @defaultValue its `id`, if that is a string */
  readonly idOf?: (message: In | Out) => string | undefined;
  /**
   * Whether a message with the id of a request is its reply, and not its echo or its publication, which bear the same id
   * in some protocols. @defaultValue every message with that id is
   */
  readonly isReply?: (context: { readonly message: In; readonly request: Out }) => boolean;
  /** How long a reply may take, in ms, unless the request says otherwise. @defaultValue 10_000 */
  readonly requestTimeout?: number;
  /** How often `metrics$` emits between changes of state, in ms. @defaultValue 1_000 */
  readonly metricsInterval?: number;
}

/** A transport of the application's own, in place of where to dial. */
export interface TransportConfig {
  /** Any observable of connections: another transport, one drawn in a test. */
  // eslint-disable-next-line rxwire/finnish -- a part that the client is made of, beside url, and no stream to read
  readonly transport: Observable<Connection<unknown, WebSocketOutgoing>>;
}

/** Several transports, of which the first that works is used. */
export interface TransportsConfig {
  /** In the order of preference; see `fallback`. */
  readonly transports: readonly Observable<Connection<unknown, WebSocketOutgoing>>[];
  /** When a transport counts as blocked, and when it is tried again. */
  readonly fallback?: FallbackConfig<WebSocketOutgoing>;
}

/** Where to dial (`url` and the like), or a transport, or several. */
export type RealtimeClientConfig<In, Out, E = unknown> = RealtimeClientOptions<In, Out, E> &
  (FromWebSocketConfig | TransportConfig | TransportsConfig);

/** The link of a client, as its state shows it; `transport` is there where there are `transports`. */
export type RealtimeConnection<In, Out> = Connection<In, Out> & Partial<OverTransport>;

/** What a drain came to. */
export interface DrainResult {
  /** Messages that were sent while draining. */
  readonly delivered: number;
  /** Messages that are still queued. */
  readonly left: number;
}

/** A link that looks after itself. All streams are hot; only a subscription to `metrics$` holds a timer of its own. */
export interface RealtimeClient<In, Out, E = unknown> {
  /**
   * The state; replays the current one, never the same twice in a row. Starts as `disconnected`. Where there are `transports`,
   * `connected` follows `connected` when another one takes over.
   */
  readonly state$: Observable<Lifecycle<RealtimeConnection<In, Out>>>;
  /**
   * What comes in and decodes, without the replies to heartbeats. Subscribing connects (see `lazy`).
   *
   * Errors: with the cause, when the client gives up; subscribe again or `connect` to start over. Silent after
   * `disconnect`, completes on `dispose`, and when a `transport` completes.
   */
  readonly messages$: Observable<In>;
  /** What comes in and does not decode. Does not connect. */
  readonly invalid$: Observable<InvalidMessage<E>>;
  /** The numbers: now, at every change of state, every `metricsInterval` ms, and a last time on `dispose`. */
  readonly metrics$: Observable<RealtimeMetrics>;
  readonly metrics: {
    snapshot(): RealtimeMetrics;
    /** Starts all counts anew. */
    reset(): void;
  };
  /** Sends now, or queues, or drops; says which. Does not connect. */
  send(message: Out): SendOutcome;
  /**
   * Sends a message and emits the one reply with the same id, or several, where `hasMore` says so. Cold: each subscription sends,
   * and connects. `cancel` makes what is sent when the subscriber leaves, or is out of time, before the last reply.
   *
   * `timeout` in ms, from the subscription on; `isReply` says which messages with this id are the reply, in place of the
   * client's.
   *
   * Errors: `RequestError` (`timeout`, `dropped`, `interrupted`); `TypeError` for a message without an id of its own.
   */
  request(message: Out, config?: { readonly timeout?: number } & RequestConfig<In, Out>): Observable<In>;
  /** Connects and stays so, whoever listens. */
  connect(): void;
  /** Closes with 1000 and stays so until `connect`; neither listeners nor the network bring it back. */
  disconnect(): void;
  /**
   * Delivers what is queued, waits until it is on the wire, then disconnects. Starts at once; `deadline` in ms, 5_000
   * unless given. The returned observable tells the result, whenever it is subscribed to.
   */
  drain(config?: { readonly deadline?: number }): Observable<DrainResult>;
  /** The end: disconnects, drops what is queued (reason `disposed`), completes every stream. */
  dispose(): void;
}
