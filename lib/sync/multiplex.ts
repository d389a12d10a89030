import type { Observable } from 'rxjs';
import { keyedStreams } from './keyedStreams.js';
import type { ChannelClient, KeyedRequest, KeyedStream } from './keyedStreams.js';

/** One subscription at the peer. */
export interface WireSubscription<K> {
  readonly key: K;
  /** A number of its own: a later subscription of the same key has a higher one. */
  readonly ticket: number;
}

export interface MultiplexConfig<In, Out, K> {
  /** The key of an incoming message; `undefined` when it is for nobody. */
  readonly keyOf: (message: In) => K | undefined;
  /** The message that subscribes. */
  readonly subscribe: (subscription: WireSubscription<K>) => Out;
  /**
   * The messages that subscribe to many, where the protocol can do that in fewer; asked for two or more, after a
   * reconnect above all. @defaultValue one message each
   */
  readonly subscribeMany?: (subscriptions: readonly WireSubscription<K>[]) => readonly Out[];
  /** The message that unsubscribes. @defaultValue none is sent */
  readonly unsubscribe?: (subscription: WireSubscription<K>) => Out;
  /**
   * The ticket that a message bears, where the protocol gives it back: a message with another ticket than the latest is
   * a late one, of an earlier subscription, and is dropped. @defaultValue messages bear none
   */
  readonly ticketOf?: (message: In) => number | undefined;
  /**
   * Whether a message is the end of its key's stream: with `error`, or without. It is not passed on itself, and the
   * peer is not told, since it said so. @defaultValue no message is
   */
  readonly endOf?: (message: In) => { readonly error?: unknown } | undefined;
  /** How long a key stays subscribed to after its last observer has left, in ms. @defaultValue 0 */
  readonly linger?: number;
}

/** Streams by key over one connection. */
export interface Multiplex<K, In> {
  /**
   * The messages of a key. Cold: the first observer subscribes at the peer, the last one to leave unsubscribes.
   *
   * Errors: with what `endOf` says; with what a function of the config or the codec throws over this key's messages; and
   * with the client's cause, when that gives up. An error of one key ends that key alone; subscribe again to start over.
   */
  channel(key: K): Observable<In>;
}

/**
 * One connection, many streams: each message goes to those who observe its key, at a cost that does not grow with the
 * number of keys.
 *
 * ```text
 * channel('a')         ^--------------------------!
 * channel('a'), again      ^------!
 * sent                 s                          u       s: subscribe(a)   u: unsubscribe(a), after `linger`
 * connection           c--------------x----c---------
 * sent                 s                   s              subscribed anew, before what is queued in the client
 * messages$            -a1--b1--a2-----------a3------     b1 is for nobody
 * channel('a')         -a1------a2-----------a3---!
 * ```
 *
 * The messages that subscribe and the key of a message are functions of yours, so it speaks the protocol of any server.
 * What is asked for within one turn is settled at its end: who comes and goes in one turn sends nothing. After a
 * reconnect each key that is observed is subscribed to once, and nothing is unsubscribed from. Keys are compared as a
 * `Map` does, so `__proto__` is one like any other.
 *
 * A `keyOf`, `ticketOf` or `endOf` that throws makes the message one for nobody.
 *
 * Errors: `RangeError` for a `linger` that is no duration. Finalization: observes the client, and so connects it, while
 * somebody observes a key.
 *
 * @example
 * ```ts
 * import { multiplex, realtimeClient } from 'rxwire';
 * import type { Codec } from 'rxwire';
 *
 * declare const codec: Codec<{ topic: string; price: number }, { op: string; topic: string }, string>;
 *
 * const client = realtimeClient({ url: 'wss://example.org/prices', codec });
 * const prices = multiplex(client, {
 *   keyOf: (message) => message.topic,
 *   subscribe: ({ key }) => ({ op: 'subscribe', topic: key }),
 *   unsubscribe: ({ key }) => ({ op: 'unsubscribe', topic: key }),
 *   linger: 1_000,
 * });
 * prices.channel('EURUSD').subscribe(({ price }) => console.log(price));
 * ```
 */
export function multiplex<In, Out, K = string>(
  client: ChannelClient<In, Out>,
  config: MultiplexConfig<In, Out, K>,
): Multiplex<K, In> {
  type Stream = KeyedStream<K, In>;
  const { keyOf, subscribe, subscribeMany, unsubscribe, ticketOf, endOf, linger = 0 } = config;
  for (const [option, value] of Object.entries({ keyOf, subscribe })) {
    if (typeof value !== 'function')
      throw new TypeError(`${option} must be a function; got ${String(value)}`);
  }

  /** The messages that a function of the caller's makes; if it throws, their streams end. */
  const ask = (asked: readonly Stream[], make: () => readonly Out[]): KeyedRequest<Out, Stream>[] => {
    try {
      return make().map((message) => ({ message, streams: asked }));
    } catch (error) {
      for (const stream of asked) streams.end(stream, { error, told: true });
      return [];
    }
  };
  const receive = (message: In): void => {
    let stream: Stream | undefined;
    let end: { readonly error?: unknown } | undefined;
    try {
      const key = keyOf(message);
      stream = key === undefined ? undefined : streams.get(key);
      if (stream === undefined) return;
      if (ticketOf !== undefined && (ticketOf(message) ?? stream.ticket) !== stream.ticket) return;
      end = endOf?.(message);
    } catch {
      return;
    }
    if (end === undefined) stream.events$.next(message);
    else streams.end(stream, { ...end, told: true });
  };
  const streams = keyedStreams<K, In, In, Out, Stream>({
    client,
    linger,
    create: (stream) => stream,
    receive,
    subscribe: (joining) =>
      subscribeMany !== undefined && joining.length > 1
        ? ask(joining, () => subscribeMany(joining))
        : joining.flatMap((stream) => ask([stream], () => [subscribe(stream)])),
    unsubscribe: (leaving) =>
      unsubscribe === undefined
        ? []
        : leaving.flatMap((stream) => ask([stream], () => [unsubscribe(stream)])),
  });
  return { channel: streams.observe };
}
