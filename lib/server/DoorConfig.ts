import type { IncomingMessage } from 'node:http';
import type { RefusalCode } from './Refusal.js';

/** Somebody who was turned away before there was a connection. */
export interface DoorRefusal {
  readonly type: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Whose request it was, fit for a log; empty where that is not known. */
  readonly address: string;
  /** What failed, where something of the server's did. */
  readonly cause?: unknown;
}

/** Who is let in through a door of a server, and who is told of the others. */
export interface DoorConfig {
  /**
   * Connections that one address may have through this door, those that wait for an answer included: others get 429 with
   * `Retry-After`. Of IPv6 the first 64 bits are an address. Behind a proxy give `addressOf` too, or all are one. @defaultValue `Infinity`
   */
  readonly maxConnectionsPerAddress?: number;
  /**
   * The address of who asks. What a client can send, such as `X-Forwarded-For`, is to be believed only where a proxy of yours has
   * written it. Its error refuses with 500. @defaultValue `request.socket.remoteAddress`
   */
  readonly addressOf?: (context: { readonly request: IncomingMessage }) => string;
  /** Told of everybody who is turned away. What it throws is reported as an unhandled error and changes no answer. */
  readonly onRefused?: (refusal: DoorRefusal) => void;
}
