import type { Option } from 'fp-ts/lib/Option.js';
import type { Observable, ObservableInput } from 'rxjs';
import type { ChannelCodecs, ChannelData } from './channelCodecs.js';
import type { ChannelEvent } from './ChannelEvent.js';
import type { ChannelRetryConfig } from './channelFailures.js';
import type { InvalidPublication } from './channelRecovery.js';
import type { ChannelClient } from './keyedStreams.js';
import type { Positions } from './Position.js';
import type { PublishReply, PublishRequestConfig } from './publishRequest.js';
import type { LoadedSnapshot, SnapshotContext } from './snapshotLoader.js';

/** What data sync needs of a client; `realtimeClient` is one. */
export interface SyncClient<In, Out> extends ChannelClient<In, Out>, PublishRequestConfig<In, Out> {}

export interface DataSyncConfig<Codecs extends ChannelCodecs> {
  /**
   * The codecs of the data, by key or by pattern (`chat:*`), of which the one that says most counts.
   * @defaultValue none: data goes as the client's codec leaves it
   */
  readonly codecs?: Codecs;
  /** Positions to go on from, as `positions` gave them. @defaultValue none */
  readonly resumeFrom?: Positions;
  /**
   * Loads state where publications cannot be had: in place of a gap, and at the start of a channel that keeps history
   * and has no position yet. Its first value counts; empty, it stands for nothing: the gap is told.
   * @defaultValue gaps are told
   */
  readonly getSnapshot?: (context: SnapshotContext) => ObservableInput<LoadedSnapshot>;
  /** How long a channel stays subscribed to after its last observer has left, in ms. @defaultValue 0 */
  readonly linger?: number;
  /** What to ask for of the time missed: all of it, the latest publication, or nothing. @defaultValue the peer's own: all */
  readonly recover?: (key: string) => 'stream' | 'latest' | 'none' | undefined;
  /** Whether the peer is to be asked for a key; `false`: plain messages alone feed it. @defaultValue every key */
  readonly subscribesTo?: (key: string) => boolean;
  /** How a channel that cannot be subscribed to for now is tried again. */
  readonly retry?: ChannelRetryConfig;
  /** How often in a row a hole is asked for before it is told as a gap. @defaultValue 3 */
  readonly maxRecoveries?: number;
  /** How long the peer may take to answer a subscription or a publish, in ms. @defaultValue 10_000 */
  readonly requestTimeout?: number;
  /** Most channels in one message. @defaultValue 100 */
  readonly batchSize?: number;
  /** Channels without observers whose position and last value are kept; the one left longest ago goes first. @defaultValue 1_000 */
  readonly remembered?: number;
  /** Most publications of a channel that are held while its snapshot is being loaded. @defaultValue 1_000 */
  readonly maxHeld?: number;
  /** Makes the id of a publication. @defaultValue 32 hexadecimal digits of `crypto.getRandomValues` */
  readonly newId?: () => string;
  /** From 0 to below 1; spreads retries. @defaultValue Math.random */
  readonly random?: () => number;
}

export interface ChannelConfig {
  /** `true`: begins with what the channel told last, if anything, and the gap that was told since. @defaultValue false */
  readonly replay?: boolean;
}

export interface PublishConfig {
  /** Names the attempt: given again, the peer takes it once. @defaultValue a new one for each call of `publish` */
  readonly id?: string;
  /** The type of the message. @defaultValue that of the plain messages that feed the key, else 'publication' */
  readonly type?: string;
  /** How long the answer may take, in ms, all tries together. @defaultValue `requestTimeout` */
  readonly timeout?: number;
}

/** The channels of a client. */
export interface DataSync<In, Codecs extends ChannelCodecs> {
  /**
   * What is published under a key, in order, each once, from the last position on. Cold: the first observer subscribes
   * at the peer, the last one to leave unsubscribes; whoever comes then goes on where that one stopped, as long as the
   * position is remembered.
   *
   * Errors: `ChannelError`, when the peer says that the channel cannot be observed; it ends this channel alone. The
   * client's cause when that gives up.
   */
  channel<Key extends string>(
    key: Key,
    config?: ChannelConfig,
  ): Observable<ChannelEvent<ChannelData<In, Codecs, Key>>>;
  /** The last value of a key, as far as it is known here: of its latest publication or loaded state. */
  snapshot<Key extends string>(key: Key): Option<ChannelData<In, Codecs, Key>>;
  /**
   * Publishes under a key. Cold: subscribing sends, and connects; sent again, with the same id, after a broken link.
   *
   * Errors: `ChannelError`: the peer's answer, or `TIMEOUT`, or `UNAVAILABLE` when the client dropped it.
   */
  publish<Key extends string>(
    key: Key,
    data: ChannelData<In, Codecs, Key>,
    config?: PublishConfig,
  ): Observable<PublishReply>;
  /** The positions of all channels that are observed or remembered, to be given back as `resumeFrom`. */
  positions(): Positions;
  /** Forgets what is kept of a key that nobody observes: the next observer begins anew. */
  forget(key: string): void;
  /** Publications whose data did not decode; hot, does not connect. Their observers are told a gap of one. */
  readonly invalid$: Observable<InvalidPublication>;
}
