import type { Subject } from 'rxjs';
import { Observable, Subscription, asapScheduler, timer } from 'rxjs';
import { DirectSubject } from '../core/DirectSubject.js';
import { checkDuration } from '../core/checkDuration.js';
import type { Connection } from '../core/Connection.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import { sendIfOpen } from '../core/sendIfOpen.js';

/** What channels need of a client, or of a lifecycle that is used by hand. */
export interface ChannelClient<In, Out> {
  /** The state; replays the current one. */
  readonly state$: Observable<Lifecycle<Connection<In, Out>>>;
  /** What comes in; subscribing connects. */
  readonly messages$: Observable<In>;
}

/** One key that somebody observes, and what is known of its subscription. */
export interface KeyedStream<K, T> {
  readonly key: K;
  readonly events$: Subject<T>;
  observers: number;
  /** Counts the subscriptions of the whole; the number of the latest one of this key. */
  ticket: number;
  /** The link over which the key is subscribed to; `null`: the peer refused, and nothing is sent until `again`. */
  link: unknown;
  /** Waits for the last observer's return. */
  lingering: Subscription | undefined;
}

/** A message that asks for some streams, or to be rid of them. */
export interface KeyedRequest<Out, S> {
  readonly message: Out;
  readonly streams: readonly S[];
}

export interface KeyedStreamsConfig<K, T, In, Out, S extends KeyedStream<K, T>> {
  readonly client: ChannelClient<In, Out>;
  /** In ms. */
  readonly linger: number;
  /** Adds what the caller keeps for each key. */
  create(stream: KeyedStream<K, T>): S;
  subscribe(streams: readonly S[]): readonly KeyedRequest<Out, S>[];
  unsubscribe(streams: readonly S[]): readonly KeyedRequest<Out, S>[];
  receive(message: In): void;
  /** A link is there (`true`), and what has to be subscribed to has been; or there is none any more. */
  linked?(open: boolean): void;
  /** Nobody observes the key any more, or it has ended. */
  forget?(stream: S): void;
}

/** Streams by key, each subscribed to at the peer while somebody observes it. */
export interface KeyedStreams<K, T, S extends KeyedStream<K, T>> {
  /** The stream of a key that is observed. */
  readonly get: (key: K) => S | undefined;
  values(): Iterable<S>;
  /** Cold. */
  observe(key: K): Observable<T>;
  /** Subscribes anew at the end of the turn; where `leave` is true, unsubscribes before. */
  again(stream: S, leave: boolean): void;
  /** Ends one stream, with an error if one is given; the peer is told, unless `told` says it knows. */
  end(stream: S, outcome: { readonly error?: unknown; readonly told: boolean }): void;
}

/**
 * What `multiplex` and `dataSync` share: who observes which key, and what the peer has to be told of it.
 *
 * ```text
 * observers of a      0--1--2--1--0-----------     linger: 4
 * sent                   s            u            once for the first, `linger` after the last
 * link                ---c-----x--c-------
 * sent                   s        s                all live keys, before what is queued in the client
 * ```
 *
 * What is asked for within one turn is settled at its end, so that coming and going in one turn sends nothing, and many
 * keys can go in one message. A new link is subscribed to at once, within the turn of `connected`.
 */
export function keyedStreams<K, T, In, Out, S extends KeyedStream<K, T>>(
  config: KeyedStreamsConfig<K, T, In, Out, S>,
): KeyedStreams<K, T, S> {
  const { client, linger } = config;
  checkDuration('linger', linger);
  const streams = new Map<K, S>();
  const unsettled = new Set<S>();
  /** Whose subscription the peer has to drop before a new one. */
  const stale = new Set<S>();
  let link: Connection<In, Out> | undefined;
  let running: Subscription | undefined;
  let tickets = 0;
  let settling = false;

  const send = ({ message, streams: concerned }: KeyedRequest<Out, S>): void => {
    try {
      if (link !== undefined) sendIfOpen<Out>(link, message);
    } catch (error) {
      for (const stream of concerned) end(stream, { error, told: true });
    }
  };
  const tell = (stream: S, outcome: { readonly error?: unknown }): void => {
    if ('error' in outcome) stream.events$.error(outcome.error);
    else stream.events$.complete();
  };
  const remove = (stream: S): void => {
    if (streams.get(stream.key) !== stream) return;
    streams.delete(stream.key);
    stream.lingering?.unsubscribe();
    stream.lingering = undefined;
    unsettled.delete(stream);
    config.forget?.(stream);
  };
  const settle = (): void => {
    const leaving: S[] = [...stale];
    const joining: S[] = [];
    stale.clear();
    for (const stream of unsettled) {
      const wanted = stream.observers > 0 || stream.lingering !== undefined;
      if (!wanted) {
        if (link !== undefined && stream.link === link) leaving.push(stream);
        stream.link = undefined;
        remove(stream);
      } else if (link !== undefined && stream.link === undefined) {
        stream.link = link;
        stream.ticket = ++tickets;
        joining.push(stream);
      }
    }
    unsettled.clear();
    if (leaving.length > 0 && link !== undefined) config.unsubscribe(leaving).forEach(send);
    if (joining.length > 0) config.subscribe(joining).forEach(send);
    if (streams.size === 0) stop();
  };
  const settleSoon = (stream: S): void => {
    unsettled.add(stream);
    if (settling) return;
    settling = true;
    asapScheduler.schedule(() => {
      settling = false;
      settle();
    });
  };
  const relink = (next: Connection<In, Out> | undefined): void => {
    if (next === link) return;
    link = next;
    stale.clear();
    for (const stream of streams.values()) {
      stream.link = undefined;
      // Who lingers is not worth a subscription of its own.
      if (stream.observers === 0) remove(stream);
      else unsettled.add(stream);
    }
  };
  const stop = (outcome?: { readonly error?: unknown }): void => {
    const ended = [...streams.values()];
    running?.unsubscribe();
    running = undefined;
    if (link !== undefined) config.linked?.(false);
    link = undefined;
    // All of them before any is told: who is told may come again.
    ended.forEach(remove);
    if (outcome !== undefined) for (const stream of ended) tell(stream, outcome);
  };
  const start = (): void => {
    const subscription = (running = new Subscription());
    let begun = false;
    const follow = (state: Lifecycle<Connection<In, Out>>): void => {
      const before = link;
      relink(state.status === 'connected' ? state.connection : undefined);
      if (link === before) return;
      if (before !== undefined) config.linked?.(false);
      // A link that was there before is subscribed to at the end of the turn, which may bring more keys.
      if (link !== undefined && begun) settle();
      if (link !== undefined) config.linked?.(true);
    };
    subscription.add(client.state$.subscribe(follow));
    begun = true;
    if (subscription.closed) return;
    subscription.add(
      client.messages$.subscribe({
        next: config.receive,
        error: (error: unknown) => stop({ error }),
        complete: () => stop({}),
      }),
    );
  };
  const join = (key: K): S => {
    let stream = streams.get(key);
    if (stream === undefined) {
      stream = config.create({
        key,
        events$: new DirectSubject<T>(),
        observers: 0,
        ticket: 0,
        link: undefined,
        lingering: undefined,
      });
      streams.set(key, stream);
    }
    stream.observers += 1;
    stream.lingering?.unsubscribe();
    stream.lingering = undefined;
    if (stream.link === undefined) settleSoon(stream);
    return stream;
  };
  const leave = (stream: S): void => {
    stream.observers -= 1;
    if (stream.observers > 0 || streams.get(stream.key) !== stream) return;
    // One that is not subscribed to yet has nothing to keep.
    if (linger === 0 || link === undefined || stream.link !== link) return settleSoon(stream);
    stream.lingering = timer(linger).subscribe(() => {
      stream.lingering = undefined;
      unsettled.add(stream);
      settle();
    });
  };
  const end = (stream: S, outcome: { readonly error?: unknown; readonly told: boolean }): void => {
    if (streams.get(stream.key) !== stream) return;
    const isSubscribed = link !== undefined && stream.link === link;
    remove(stream);
    if (isSubscribed && !outcome.told) config.unsubscribe([stream]).forEach(send);
    tell(stream, outcome);
    if (streams.size === 0) stop();
  };

  return {
    get: (key) => streams.get(key),
    values: () => streams.values(),
    observe: (key) =>
      new Observable((subscriber) => {
        const stream = join(key);
        subscriber.add(() => leave(stream));
        subscriber.add(stream.events$.subscribe(subscriber));
        if (running === undefined) start();
      }),
    again: (stream, leaveFirst) => {
      if (streams.get(stream.key) !== stream) return;
      if (leaveFirst && link !== undefined && stream.link === link) stale.add(stream);
      stream.link = undefined;
      settleSoon(stream);
    },
    end,
  };
}
