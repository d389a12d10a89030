import {
  NEVER,
  Subject,
  asyncScheduler,
  catchError,
  concat,
  defer,
  ignoreElements,
  merge,
  share,
  take,
} from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { randomId } from '../core/randomId.js';
import { channelCodecs } from './channelCodecs.js';
import type { ChannelCodecs } from './channelCodecs.js';
import type { ChannelEvent } from './ChannelEvent.js';
import { channelFailures } from './channelFailures.js';
import { channelMemories } from './channelMemories.js';
import { openChannel, unlinkChannel } from './openChannel.js';
import { channelRecovery } from './channelRecovery.js';
import type { InvalidPublication } from './channelRecovery.js';
import type { ChannelState } from './ChannelState.js';
import type { DataSync, DataSyncConfig, SyncClient } from './DataSyncConfig.js';
import { derivedKey, derivedType } from './derivedKey.js';
import { errorOf } from './errorOf.js';
import { keyedStreams } from './keyedStreams.js';
import type { Position } from './Position.js';
import { positionOf } from './positionOf.js';
import { publishRequest } from './publishRequest.js';
import { snapshotLoader } from './snapshotLoader.js';
import { subscribeRequests } from './subscribeRequests.js';
import type { SyncMessage } from './SyncMessage.js';

/**
 * The channels of a client: what is published under a key, in order, each publication once, across broken links.
 *
 * ```text
 * channel('a')         ^-------------------------------------!
 * connection           c-----------x----c--------------------
 * sent                 s                r                          s: subscribe a   r: subscribe a, since 2
 * publications         ---1--2--        ---3-4--5---
 * channel('a')         ---1--2-------------3-4--5------------!     3 and 4 were missed, and are recovered
 * ```
 *
 * Each channel has a position in its history, which is stored before an observer is told. After a reconnect all channels
 * are subscribed to anew from their positions, many in one message, before what is queued in the client; what was missed
 * comes first, in order, then what is live. What is out of order or doubled on the wire is asked for again or dropped. Where
 * something cannot be had, observers are told in band: a `gap` with what is known of it, or what `getSnapshot` loads.
 *
 * Plain messages, which name no channel, feed the keys `user_status_<userId>`, `notifications` and `chat_<channelId>`; a
 * server that does not know channels is asked for them, and may ignore it.
 *
 * An error of one channel ends that channel alone; one that may pass is tried again.
 *
 * Errors: `RangeError` or `TypeError` at once, naming the option and its value. Finalization: observes the client, and so
 * connects it, while somebody observes a channel. Timers run for requests without a reply, retries and `linger`.
 *
 * @see docs/channels.md
 *
 * @example
 * ```ts
 * import * as t from 'io-ts';
 * import { dataSync, realtimeClient } from 'rxwire';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({ url: 'wss://example.org/realtime', codec: messages });
 * const sync = dataSync(client, { codecs: { 'prices:*': t.type({ bid: t.number, ask: t.number }) } });
 *
 * sync.channel('prices:EURUSD').subscribe((event) => {
 *   if (event.kind === 'publication') console.log(event.data.bid, event.data.ask);
 *   if (event.kind === 'gap') console.log(`${event.missed ?? 'some'} are missing`);
 * });
 * ```
 */
export function dataSync<
  In extends SyncMessage,
  Out,
  const Codecs extends ChannelCodecs = Record<never, never>,
>(client: SyncClient<In, Out>, config: DataSyncConfig<Codecs> = {}): DataSync<In, Codecs> {
  const { codecs, resumeFrom = {}, getSnapshot, linger = 0, recover, subscribesTo = () => true } = config;
  const { maxRecoveries = 3, requestTimeout = 10_000, batchSize = 100, remembered = 1_000 } = config;
  const { maxHeld = 1_000, newId = randomId, random = Math.random } = config;
  checkNumber('maxRecoveries', maxRecoveries);
  checkDuration('requestTimeout', requestTimeout, 1);
  checkNumber('batchSize', batchSize, 1);
  checkNumber('remembered', remembered);
  checkNumber('maxHeld', maxHeld, 1);

  const codecOf = channelCodecs(codecs ?? {});
  const memories = channelMemories(remembered, resumeFrom);
  const invalid$ = new Subject<InvalidPublication>();
  /** Somebody listens also between two tries of a publish, or each would be a dial that waits for no backoff. */
  const awake$ = client.messages$.pipe(
    catchError(() => NEVER),
    ignoreElements(),
    share(),
  );
  const envelope = (type: string, id: string, rest: object): Out =>
    ({ type, id, timestamp: new Date(asyncScheduler.now()).toISOString(), ...rest }) as Out;

  const resubscribe = (channel: ChannelState): void => {
    channel.recoveries += 1;
    channel.live = false;
    streams.again(channel, false);
  };
  const loader = getSnapshot && snapshotLoader({ getSnapshot, maxHeld, maxRecoveries, resubscribe });
  const recovery = channelRecovery({
    maxRecoveries,
    resubscribe,
    invalid: (publication) => invalid$.next(publication),
    load: loader?.load,
  });
  const { failed } = channelFailures({
    retry: config.retry,
    maxRecoveries,
    random,
    again: (channel, leave) => streams.again(channel, leave),
    end: (channel, error) => streams.end(channel, { error, told: true }),
  });
  const requests = subscribeRequests<Out>({
    batchSize,
    timeout: requestTimeout,
    message: (id, data) => envelope('systemMessage', id, { data }),
    prefix: `${Math.floor(random() * 36 ** 6).toString(36)}-`,
    recover,
    subscribed: recovery.subscribed,
    failed,
    split: (channel) => {
      channel.alone = true;
      streams.again(channel, false);
    },
  });

  const notice = ({
    channel: key,
    code,
    resubscribe: again,
    ...rest
  }: Readonly<Record<string, unknown>>): void => {
    const channel = streams.get(key as string);
    if (channel?.live !== true) return;
    if (again === true && channel.recoveries < maxRecoveries) return resubscribe(channel);
    const details = { message: 'the peer ended the subscription', ...rest, code: code ?? 'UNAVAILABLE' };
    failed(channel, errorOf(channel.key, { ...details, retryable: again === true }));
  };
  const receive = (message: In): void => {
    const { channel: key, type, id } = message;
    if (key !== undefined) {
      const channel = streams.get(key);
      if (channel !== undefined) recovery.receive(channel, message);
      return;
    }
    const data = (message.data ?? {}) as Readonly<Record<string, unknown>>;
    if (type === 'systemMessage') {
      if (data['action'] === 'subscribed' && id !== undefined) requests.receive(id, data);
      // With an id it answers a request of ours.
      else if (data['action'] === 'unsubscribed' && id === undefined) notice(data);
    } else if (type === 'error') {
      const channel = streams.get(data['channel'] as string);
      if (id !== undefined) requests.refuse(id, data);
      else if (channel?.live === true) failed(channel, errorOf(channel.key, data));
    } else {
      const derived = derivedKey(message);
      const channel = derived === undefined ? undefined : streams.get(derived);
      if (channel !== undefined) recovery.plain(channel, message);
    }
  };
  const streams = keyedStreams<string, ChannelEvent, In, Out, ChannelState>({
    client,
    linger,
    receive,
    create: (stream) => openChannel(stream, codecOf(stream.key), memories.take(stream.key)),
    subscribe: (joining) => requests.subscribe(joining.filter(({ key }) => subscribesTo(key))),
    unsubscribe: (leaving) => requests.unsubscribe(leaving.filter(({ key }) => subscribesTo(key))),
    linked: (open) => {
      if (!open) requests.clear();
      for (const channel of streams.values()) {
        if (!open) unlinkChannel(channel);
        else if (channel.interrupted) recovery.interrupted(channel);
      }
    },
    forget: (channel) => {
      unlinkChannel(channel);
      channel.loading?.subscription?.unsubscribe();
      const { epoch, offset = -1 } = positionOf(channel) ?? {};
      const { key, last, gap } = channel;
      if (epoch !== undefined || last !== undefined) memories.keep(key, { epoch, offset, last, gap });
    },
  });
  const kept = (key: string): Pick<ChannelState, 'last' | 'gap'> | undefined =>
    streams.get(key) ?? memories.get(key);
  const told = (key: string): ChannelEvent[] => {
    const { last, gap } = kept(key) ?? {};
    if (last === undefined) return [];
    return gap === undefined ? [last] : [last, gap];
  };

  return {
    channel: (key, { replay = false } = {}) => {
      const live$ = streams.observe(key);
      return (
        replay
          ? concat(
              defer(() => told(key)),
              live$,
            )
          : live$
      ) as never;
    },
    snapshot: (key) => {
      const last = kept(key)?.last;
      return (last === undefined ? { _tag: 'None' } : { _tag: 'Some', value: last.data }) as never;
    },
    publish: (key, data, { id = newId(), type = derivedType(key) ?? 'publication', timeout } = {}) =>
      defer(() => {
        const codec = codecOf(key);
        const encoded = codec?.encode === undefined ? data : codec.encode(data);
        const message = envelope(type, id, { channel: key, data: encoded }) as Out & SyncMessage;
        return merge(
          awake$,
          publishRequest(client, message as Out & { id: string; channel: string }, timeout ?? requestTimeout),
        ).pipe(take(1));
      }),
    positions: () => {
      const positions: [key: string, position: Position][] = [];
      const add = (key: string, position: Position | undefined): void => {
        if (position !== undefined) positions.push([key, position]);
      };
      for (const [key, memory] of memories.entries()) add(key, positionOf(memory));
      for (const channel of streams.values()) add(channel.key, positionOf(channel));
      return Object.fromEntries(positions);
    },
    forget: memories.drop,
    invalid$: invalid$.asObservable(),
  };
}
