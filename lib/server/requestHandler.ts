import type { Either } from 'fp-ts/lib/Either.js';
import type { ObservableInput } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { ClientContext, Identity } from './ClientContext.js';

/** What a handler is told of a request. */
export interface RequestContext<Data, I extends Identity = Identity> extends ClientContext<I> {
  /** The type of the message, by which the handler was chosen. */
  readonly type: string;
  /** The id of the request, unique among those of the connection that are under way. */
  readonly id: string;
  /** The data of the message, as `decode` gives it. */
  readonly data: Data;
}

export interface RequestHandlerConfig<Data, I extends Identity = Identity> {
  /** Reads and validates the data, as an io-ts codec's `decode` does; what it refuses is `BAD_REQUEST`. */
  readonly decode: (data: unknown) => Either<unknown, Data>;
  /** Whether the client may ask this. @defaultValue nobody may */
  readonly authorize?: (context: RequestContext<Data, I>) => ObservableInput<boolean> | boolean;
  /**
   * The answer: its first value, or all of them where `stream` is set. Unsubscribed when the client cancels or is gone. A `Refusal` is
   * passed on; of any other error the client learns `INTERNAL` alone.
   */
  readonly handle: (context: RequestContext<Data, I>) => ObservableInput<unknown>;
  /** `true`: every value is sent, until it completes. `false`: the first value is the answer. @defaultValue false */
  readonly stream?: boolean;
  /**
   * How long it may take in ms, until the answer, or, where `stream` is set, until it completes; then the client is told `TIMEOUT`.
   * `Infinity`: as long as the client wants. @defaultValue the hub's `requestTimeout`; `Infinity` where `stream` is set
   */
  readonly deadline?: number;
  /**
   * What becomes of a value of a stream while half of `maxPending` waits for the client: it is left out, or the stream ends with
   * `UNAVAILABLE`. @defaultValue 'error'
   */
  readonly overflow?: 'drop' | 'error';
}

/** A handler whose data is its own business. Make it by `requestHandler`. */
export type RequestHandler<I extends Identity = Identity> = RequestHandlerConfig<never, I>;

/**
 * A handler of the requests of one message type, for `requests` of a hub.
 *
 * ```text
 * client: {"type":"quote","id":"r1","data":{"symbol":"ACME"}}
 * hub:    {"type":"systemMessage","id":"r1","data":{"action":"reply","value":12.5}}
 *
 * client: {"type":"ticks","id":"r2","data":{"symbol":"ACME"}}             stream: true
 * hub:    {"type":"systemMessage","id":"r2","data":{"action":"next","value":12.5}}       one for each value
 * hub:    {"type":"systemMessage","id":"r2","data":{"action":"complete"}}
 * client: {"type":"systemMessage","data":{"action":"cancel","request":"r2"}}             if it leaves before
 * ```
 *
 * Errors: `RangeError` or `TypeError` at construction for an option, naming it.
 *
 * @example
 * ```ts
 * import * as t from 'io-ts';
 * import { interval, map } from 'rxjs';
 * import { hub, memoryBroker, Refusal, requestHandler } from 'rxwire/server';
 *
 * const prices = hub({
 *   broker: memoryBroker(),
 *   requests: {
 *     ticks: requestHandler({
 *       decode: t.type({ symbol: t.string }).decode,
 *       authorize: ({ identity }) => identity.user !== '',
 *       handle: ({ data }) => {
 *         if (data.symbol !== 'ACME') throw new Refusal('BAD_REQUEST', 'no such symbol');
 *         return interval(1_000).pipe(map((n) => n * 0.1));
 *       },
 *       stream: true,
 *     }),
 *   },
 * });
 * ```
 */
export function requestHandler<Data, I extends Identity = Identity>(
  config: RequestHandlerConfig<Data, I>,
): RequestHandler<I> {
  const { decode, handle, deadline = Infinity, overflow = 'error' } = config;
  if (typeof decode !== 'function') throw new TypeError(`decode must be a function; got ${String(decode)}`);
  if (typeof handle !== 'function') throw new TypeError(`handle must be a function; got ${String(handle)}`);
  if (deadline !== Infinity) checkDuration('deadline', deadline, 1);
  checkOneOf('overflow', overflow, ['drop', 'error']);
  return config as unknown as RequestHandler<I>;
}
