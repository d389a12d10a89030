import type { IncomingMessage } from 'node:http';
import type { ConnectionError } from '../core/ConnectionError.js';
import type { Provider } from '../core/Provider.js';
import type { Codec } from '../operators/withCodec.js';
import type { Message } from '../messages/messages.js';
import type { Broker } from './Broker.js';
import type { MapConfig } from './MapConfig.js';
import type { PresenceConfig } from './PresenceConfig.js';
import type { ClientContext, Identity } from './ClientContext.js';
import type { RequestHandler } from './requestHandler.js';
import type { RefusalCode } from './Refusal.js';

export type { ClientContext, Identity };

/** What a client was allowed, for so many ms. */
export interface Grant {
  readonly expiresIn: number;
}

/** What a client asks to be allowed. */
export interface AccessContext<I extends Identity> extends ClientContext<I> {
  readonly action: 'subscribe' | 'publish' | 'history' | 'presence';
  readonly channel: string;
}

/** What a client is before it is known. */
export interface AuthenticateContext {
  readonly connection: string;
  /** The request of the handshake, or of the event stream; absent where the connection brings none. */
  readonly request?: IncomingMessage;
  /** What the client says it is known by: in its message `authenticate`, else in the header `Authorization: Bearer`. */
  readonly token?: string;
}

type Asked<T, Context> = (
  context: Context,
) => ReturnType<Extract<Provider<T, Context>, (c: never) => unknown>>;

/** What happens in a hub, for logs and metrics. */
export type HubEvent =
  | { readonly type: 'connected'; readonly connection: string; readonly user: string }
  | { readonly type: 'authenticated'; readonly connection: string; readonly user: string }
  | { readonly type: 'disconnected'; readonly connection: string; readonly cause?: ConnectionError }
  | {
      readonly type: 'subscribed';
      readonly connection: string;
      readonly channel: string;
      readonly recovered: boolean;
      readonly replay: number;
    }
  | {
      readonly type: 'unsubscribed';
      readonly connection: string;
      readonly channel: string;
      /** Why, where the client did not ask for it. */
      readonly code?: RefusalCode | 'INSUFFICIENT_STATE';
    }
  | {
      readonly type: 'published';
      readonly connection: string;
      readonly channel: string;
      readonly offset: number;
      readonly duplicate: boolean;
    }
  | {
      readonly type: 'refused';
      readonly connection: string;
      readonly code: RefusalCode;
      readonly message: string;
      readonly cause?: unknown;
    }
  | {
      readonly type: 'closed';
      readonly connection: string;
      readonly code: number;
      readonly reason: string;
      readonly cause?: unknown;
    };

export interface HubConfig<I extends Identity = Identity> {
  readonly broker: Broker;
  /**
   * Who the client is: a value, promise or observable of it; `null` closes the connection with 4001. Its error closes
   * with 4100, so that the client comes back. Asked anew for each `authenticate` of a client. @defaultValue everybody is `{ user: '' }`
   */
  readonly authenticate?: Asked<I | null, AuthenticateContext>;
  /**
   * When a client over a WebSocket has to say who it is. `'handshake'`: `authenticate` is asked once, about the handshake.
   * `'message'`: not before the client's first message, which has to be `authenticate` with a token, within
   * `authenticateTimeout`. `'either'`: about the handshake, and where that gives `null`, the first message decides. Over HTTP
   * every request is a handshake. @defaultValue 'handshake'
   */
  readonly authenticateBy?: 'handshake' | 'message' | 'either';
  /**
   * Whether the client may do this on this channel: a `Grant` allows it for a time, after which a channel that is observed is
   * closed with `EXPIRED` unless the client has authenticated anew. Its error refuses with `INTERNAL`.
   * @defaultValue nobody may do anything
   */
  readonly authorize?: Asked<boolean | Grant, AccessContext<I>>;
  /** Reads what clients send and writes what they publish; validates it. @defaultValue `messages` of `rxwire/messages` */
  readonly codec?: Codec<Message, never, string>;
  /** Channels whose publications set and remove keys, where the broker keeps them. @defaultValue no channel is a map */
  readonly maps?: MapConfig;
  /** Keeps who is on a channel, where the broker does. @defaultValue no channel keeps presence */
  readonly presence?: PresenceConfig;
  /**
   * Handlers of messages that name no channel, by their type; see `requestHandler`. @defaultValue none
   */
  readonly requests?: Readonly<Record<string, RequestHandler<I>>>;
  /** Requests of one connection that handlers may be answering at a time. @defaultValue 16 */
  readonly maxRequests?: number;
  /**
   * How long `authenticate` may take before the connection is closed with 4008, in ms; also how long a client may take that has
   * to say first who it is, and one whose identity has expired (4001). @defaultValue 10_000
   */
  readonly authenticateTimeout?: number;
  /** How long a request may take before it is answered with `TIMEOUT`, in ms. @defaultValue 10_000 */
  readonly requestTimeout?: number;
  /**
   * Connections that one user may have at this hub, event streams included: one more is refused with `LIMIT_CONNECTIONS`, and over a
   * WebSocket closed with 4100. Who has no user id is not counted. @defaultValue `Infinity`
   */
  readonly maxConnectionsPerUser?: number;
  /**
   * Messages a second that one user, or, where there is none, one address may post in the long run; `Infinity` for no limit. See
   * `addressOf` of the handler. @defaultValue `requestRate`
   */
  readonly postRate?: number;
  /** The same at once. @defaultValue `requestBurst` */
  readonly postBurst?: number;
  /** The largest message that a client may send, in bytes of UTF-8. @defaultValue 65_536 */
  readonly maxPayload?: number;
  /** Channels that one connection may observe. @defaultValue 128 */
  readonly maxChannels?: number;
  /** The longest name of a channel. Names are visible ASCII without braces. @defaultValue 255 */
  readonly maxChannelLength?: number;
  /**
   * Bytes that may wait for one client, what is to be written included; more closes it with 4202. A publication that is larger by itself
   * goes to those for whom nothing else waits. @defaultValue 1_048_576
   */
  readonly maxPending?: number;
  /** Requests a second that one connection may make in the long run. @defaultValue 20 */
  readonly requestRate?: number;
  /** Requests that one connection may make at once. @defaultValue 50 */
  readonly requestBurst?: number;
  /** Publications that a recovery replays at most, and that a history request gets at most. @defaultValue 300 */
  readonly recoveryLimit?: number;
  /** Bytes (as UTF-16) of each channel's latest publications that are kept here to answer resumes. @defaultValue 1_048_576 */
  readonly tailBytes?: number;
  /** From one look at the broker's top to the next, in ms, give or take a quarter. @defaultValue 30_000 */
  readonly positionCheck?: number;
  /**
   * From one ping of the WebSocket protocol to the next, in ms, where the connection has such pings; over an event stream, the
   * silence after which a comment is written. @defaultValue 25_000
   */
  readonly pingInterval?: number;
  /** How long a client may be silent after a ping before it is closed with 4201, in ms. @defaultValue 8_000 */
  readonly pongTimeout?: number;
  /** How often `metrics$` emits, in ms. @defaultValue 1_000 */
  readonly metricsInterval?: number;
  /** Puts work off to the end of this turn of the event loop: what one turn brings leaves in one write. @defaultValue setImmediate */
  readonly atEndOfTurn?: (work: () => void) => void;
  /** Makes names of connections. @defaultValue 32 hexadecimal digits of `crypto.getRandomValues` */
  readonly newId?: () => string;
  /** From 0 to below 1; spreads the position checks. @defaultValue Math.random */
  readonly random?: () => number;
}
