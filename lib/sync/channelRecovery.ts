import type { Either } from 'fp-ts/lib/Either.js';
import { explainInvalid } from '../core/explainInvalid.js';
import type { Gap } from './ChannelEvent.js';
import type { ChannelState } from './ChannelState.js';
import { clientRule } from './clientRule.js';
import type { Position } from './Position.js';
import { acceptedPosition } from './positionOf.js';
import type { SyncMessage } from './SyncMessage.js';
import { tellChannel } from './tellChannel.js';

/** A publication whose data did not decode: data, not death. */
export interface InvalidPublication {
  readonly channel: string;
  readonly offset: number | undefined;
  /** The data as it came. */
  readonly raw: unknown;
  /** Where in the data the first fault is; empty for the data as a whole or when unknown. */
  readonly path: string;
  /** What is wrong there, in words. */
  readonly reason: string;
  /** What the codec's `decode` said, or what it threw. */
  readonly error: unknown;
}

/** What the peer says of a subscription that it has made. */
export interface Handover {
  readonly epoch?: string;
  /** The top of the history: what comes after it is live. */
  readonly offset?: number;
  readonly recovered?: boolean;
  /** How many publications of the past follow. */
  readonly replay?: number;
}

export interface ChannelRecoveryConfig {
  readonly maxRecoveries: number;
  /** Subscribes anew from the position, and counts it. */
  readonly resubscribe: (channel: ChannelState) => void;
  readonly invalid: (publication: InvalidPublication) => void;
  /** Loads state in place of a gap, or at the start; says whether it will. Without it gaps are told. */
  readonly load?: ((channel: ChannelState, gap: Gap | undefined) => boolean) | undefined;
  /** @defaultValue clientRule */
  readonly rule?: typeof clientRule;
}

/** Keeps the position of each channel, and tells observers what follows on it. */
export interface ChannelRecovery {
  /** The peer has subscribed us; its publications follow. */
  subscribed(channel: ChannelState, handover: Handover): void;
  /** A message of the channel has come. */
  receive(channel: ChannelState, message: SyncMessage): void;
  /** A message that names no channel has come, which feeds this one. */
  plain(channel: ChannelState, message: SyncMessage): void;
  /** Something may have been missed that no history makes up for. */
  interrupted(channel: ChannelState): void;
}

/**
 * The client's half of recovery: what is delivered, what is dropped, when to ask again, and when to say `gap`.
 *
 * ```text
 * since                 41
 * handover              44, recovered
 * receive               42-43-43-44-45-47-47'-48     47': after the resubscription that 47 caused, without 46
 * told                  42-43----44-45----g-47-48    g: 46 is missing
 * ```
 *
 * The position is stored before an event is told, so that whoever resubscribes, or takes positions away, in the hands of
 * an observer goes on exactly behind what that observer has.
 */
export function channelRecovery(config: ChannelRecoveryConfig): ChannelRecovery {
  const { maxRecoveries, resubscribe, invalid, load = () => false, rule = clientRule } = config;

  const tellGap = (
    channel: ChannelState,
    reason: Gap['reason'],
    since: Position | undefined,
    missed: number | undefined,
  ): void => {
    const position = acceptedPosition(channel);
    const gap: Gap = { kind: 'gap', channel: channel.key, reason, since, position, missed };
    if (position === undefined || reason === 'invalid' || !load(channel, gap)) tellChannel(channel, gap);
  };
  const refuse = (channel: ChannelState, { data: raw, offset }: SyncMessage, error: unknown): void => {
    invalid({ channel: channel.key, offset, raw, error, ...explainInvalid(error) });
    if (offset === undefined || channel.epoch === undefined) return;
    tellGap(channel, 'invalid', { offset: offset - 1, epoch: channel.epoch }, 1);
  };
  const deliver = (channel: ChannelState, message: SyncMessage): void => {
    const { offset } = message;
    let { data } = message;
    if (channel.codec !== undefined) {
      let decoded: Either<unknown, unknown>;
      try {
        decoded = channel.codec.decode(data);
      } catch (error) {
        return refuse(channel, message, error);
      }
      if (decoded._tag === 'Left') return refuse(channel, message, decoded.left);
      data = decoded.right;
    }
    tellChannel(channel, {
      kind: 'publication',
      channel: channel.key,
      type: message.originalType ?? message.type,
      data,
      id: message.id,
      offset,
      timestamp: message.timestamp,
      recovered: offset !== undefined && offset <= channel.handover,
    });
  };

  return {
    subscribed: (channel, { epoch, offset, recovered, replay }) => {
      const since = acceptedPosition(channel);
      const { unrecoverable, asked } = channel;
      // A snapshot has come while it was under way, and from there on nothing may be missing.
      const isOutdated =
        asked !== undefined && asked.epoch === epoch && since?.epoch === epoch && asked.offset < since.offset;
      if (isOutdated && recovered !== true && channel.recoveries < maxRecoveries) return resubscribe(channel);
      channel.live = true;
      channel.attempt = 0;
      channel.unrecoverable = channel.interrupted = false;
      channel.handover = offset ?? -1;
      if (epoch === undefined || offset === undefined) {
        channel.epoch = undefined;
        if (since !== undefined) tellGap(channel, 'no-history', since, undefined);
        return;
      }
      const first = offset - (replay ?? 0);
      channel.epoch = epoch;
      channel.offset = first;
      if (since === undefined) {
        load(channel, undefined);
        return;
      }
      if (since.epoch !== epoch || offset < since.offset) return tellGap(channel, 'epoch', since, undefined);
      // Where the peer sends what we have already, the rule drops it.
      const all = !unrecoverable && recovered === true && replay === undefined;
      channel.offset = all ? since.offset : Math.max(since.offset, first);
      if (channel.offset > since.offset)
        tellGap(channel, 'unrecovered', since, channel.offset - since.offset);
    },
    receive: (channel, message) => {
      if (!channel.live) return;
      const { offset } = message;
      if (offset === undefined || channel.epoch === undefined) return deliver(channel, message);
      const verdict = rule(channel.offset, offset);
      if (verdict === 'duplicate') return;
      if (verdict === 'hole') {
        if (channel.recoveries < maxRecoveries) return resubscribe(channel);
        const since = { offset: channel.offset, epoch: channel.epoch };
        channel.offset = offset - 1;
        tellGap(channel, 'hole', since, offset - 1 - since.offset);
      }
      channel.recoveries = 0;
      channel.offset = offset;
      deliver(channel, message);
    },
    plain: deliver,
    interrupted: (channel) => {
      channel.interrupted = false;
      if (channel.epoch === undefined) tellGap(channel, 'no-history', undefined, undefined);
    },
  };
}
