import { brand } from './brand.js';

/** The closed list of ways in which a link fails, and what is known of each. */
export interface ConnectionErrorDetails {
  /** The URL cannot be dialled by this transport. Cannot heal. */
  'invalid-url': { readonly url: string };
  /**
   * The platform has no such transport (Node 20 has no WebSocket: import from `rxwire/node`), or threw at what it was asked
   * for: a malformed subprotocol or header, an insecure URL on a secure page. Cannot heal. Also thrown by `send` where a
   * link goes one way, and at construction for headers that no request can have.
   */
  unsupported: object;
  /** A provider of the URL, the protocols or the headers threw, rejected or ended without a value. */
  provider: { readonly option: string };
  /** Not open within `timeout` ms, counted from the subscription. */
  'connect-timeout': { readonly timeout: number };
  /**
   * The server answered with an HTTP status other than the one asked for. 204, 401 and 403 cannot heal. `body` is what it said
   * of it to the request of an event stream, as text: the first 64 Ki characters, or what came of them within a second.
   */
  handshake: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** No link came about, and the platform says no more than `code` (`ECONNREFUSED`; browsers tell nothing). */
  unreachable: { readonly code?: string };
  /** The link was open and closed; the words are those of the WebSocket standard. */
  closed: { readonly code: number; readonly reason: string; readonly wasClean: boolean };
  /** `send` was called on a link that is closing or closed. Thrown by `send`, never a notification. */
  'not-open': object;
  /** No sign of life within `timeout` ms. */
  'heartbeat-timeout': { readonly timeout: number };
  /** The handshake gate stayed shut: no answer in time, a refusal (cannot heal), or more frames than it may hold. */
  gate: { readonly reason: 'timeout' | 'rejected' | 'flooded' };
  /** No link was wanted for now: the device was offline, or the page frozen or hidden. Burns no attempt. */
  suspended: object;
  /** The peer sent what it must not. `code` is the close code that says so; 1002, 1003, 1007 and 1009 cannot heal. */
  protocol: { readonly code: number };
  /** Something of the application's failed while the link was used: a callback that threw, an operator that errored. */
  application: object;
}

/** What the peer asked for with the end, of whatever kind it is. */
export interface PeerWish {
  /** Milliseconds to wait before the next dial: `Retry-After` of a response, `retry:` of an event stream. */
  readonly retryAfter?: number;
}

export type ConnectionErrorKind = keyof ConnectionErrorDetails;

/** A `ConnectionError` of one kind. */
export type ConnectionErrorOf<K extends ConnectionErrorKind> = Error & {
  readonly name: 'ConnectionError';
  readonly kind: K;
} & ConnectionErrorDetails[K] &
  PeerWish;

/**
 * The end of a link that nobody asked for, discriminated by `kind`. An `Error`; what it came from is in `cause`.
 *
 * `instanceof ConnectionError` holds across copies of this package (ESM beside CommonJS): it goes by a brand.
 *
 * @example
 * ```ts
 * import { ConnectionError } from 'rxwire';
 *
 * function explain(error: unknown): string {
 *   if (!(error instanceof ConnectionError)) return 'a bug';
 *   return error.kind === 'closed' ? `closed with ${error.code} ${error.reason}` : error.message;
 * }
 * ```
 */
export type ConnectionError = { [K in ConnectionErrorKind]: ConnectionErrorOf<K> }[ConnectionErrorKind];

interface ConnectionErrorConstructor {
  new <K extends ConnectionErrorKind>(
    kind: K,
    message: string,
    details: ConnectionErrorDetails[K] & PeerWish,
    cause?: unknown,
  ): ConnectionErrorOf<K>;
  [Symbol.hasInstance](value: unknown): value is ConnectionError;
}

class BrandedConnectionError extends Error {
  constructor(
    readonly kind: string,
    message: string,
    details: object,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, details);
  }
}
brand(BrandedConnectionError, 'ConnectionError');

export const ConnectionError = BrandedConnectionError as unknown as ConnectionErrorConstructor;
