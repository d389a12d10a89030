import type { Observable } from 'rxjs';

/**
 * A link that is open now: what came out of a dial, and what every operator of rxwire works on.
 *
 * ```text
 * fromWebSocket(…)     ---c--------------#     one Connection per opening; the end is the error
 * c.incoming$             --a--b--c------|     hot; completes when the link ends, for whatever reason
 * c.send(x)               ----x----x           handed to the transport at once, in order
 * ```
 *
 * The story of the link is told once: by the observable that emitted the connection, which errors with a
 * `ConnectionError`. `incoming$` itself never errors, so that nobody has to handle the same end twice.
 *
 * Operators keep what else a connection carries (`rtt$`, `invalid$`, `protocol` …) by spreading it: own enumerable
 * properties survive, a prototype does not.
 */
export interface Connection<In, Out = never> {
  /**
   * What the peer sends; hot. Frames of the opening turn that nobody was there to see are kept for the first
   * subscriber. Completes when the link ends.
   */
  readonly incoming$: Observable<In>;

  /**
   * Every sign of life from the peer, where that is more than `incoming$`: comments of an event stream, pongs of the
   * WebSocket protocol, messages that did not decode. Absent when `incoming$` tells it all.
   */
  readonly activity$?: Observable<unknown>;

  /**
   * Emits once, when the link has ended, also to those who ask later: the same as the end of `incoming$`, without
   * taking part in its messages. Absent where `incoming$` has to tell it.
   */
  readonly ended$?: Observable<unknown>;

  /**
   * Hands one message to the transport, in order.
   *
   * Errors: throws a `ConnectionError` of kind `not-open` when the link is closing or closed, so that a message is
   * never lost in silence; `outbox` keeps such a message for the next connection.
   */
  send(message: Out): void;

  /** Bytes that `send` accepted and that are not yet on the wire. */
  buffered(): number;

  /**
   * Ends the link with words: the source errors at once with kind `closed` and this code and reason. To end it
   * without, unsubscribe, which closes with 1000.
   *
   * `code`: 1000 or 3000–4999 (default 1000); `reason`: cut to 123 bytes of UTF-8 on a code point.
   */
  close(code?: number, reason?: string): void;
}

/** What a connection of type `C` delivers. */
export type IncomingOf<C> = C extends Connection<infer In, never> ? In : never;

/** What a connection of type `C` takes. */
export type OutgoingOf<C> = C extends { send(message: infer Out): void } ? Out : never;
