import { defer, take } from 'rxjs';
import type { ObservableInput } from 'rxjs';
import type { Gap, Snapshot } from './ChannelEvent.js';
import type { ChannelState, SnapshotLoading } from './ChannelState.js';
import { joinGaps } from './joinGaps.js';
import type { Position } from './Position.js';
import { tellAtOnce } from './tellChannel.js';

/** State, and the position up to which it has taken everything in. */
export interface LoadedSnapshot<T = unknown> extends Position {
  readonly data: T;
}

/** What a loader is told. */
export interface SnapshotContext {
  readonly key: string;
  /** What the snapshot makes up for; `undefined` at the start of a channel without a position. */
  readonly gap: Gap | undefined;
}

export interface SnapshotLoaderConfig {
  readonly getSnapshot: (context: SnapshotContext) => ObservableInput<LoadedSnapshot>;
  /** Most events that are held while loading. */
  readonly maxHeld: number;
  readonly maxRecoveries: number;
  /** Subscribes anew from the position, and counts it. */
  readonly resubscribe: (channel: ChannelState) => void;
}

/** Loads state in place of what cannot be recovered. */
export interface SnapshotLoader {
  /** Begins to load, and says so; `false` when that cannot be now, and the gap has to be told. */
  load(channel: ChannelState, gap: Gap | undefined): boolean;
}

/**
 * Joins loaded state to the live stream.
 *
 * ```text
 * receive          -----6--7--8--------9-
 * getSnapshot      ^----------------s          s: state as of 7
 * told             -----------------s8-9-      6 and 7 are in it
 * ```
 *
 * What comes meanwhile is held, and what the snapshot has taken in already is dropped. A snapshot older than the
 * subscription leaves a hole, so the channel is subscribed to anew from the snapshot on. One that cannot be loaded, or
 * is of another epoch again and again, becomes a gap.
 */
export function snapshotLoader(config: SnapshotLoaderConfig): SnapshotLoader {
  const { getSnapshot, maxHeld, maxRecoveries, resubscribe } = config;

  /** Tells what has come in place of the gap, and what was held; what comes meanwhile joins the end. */
  const arrive = (
    channel: ChannelState,
    loading: SnapshotLoading,
    event: Snapshot | Gap | undefined,
    { offset, epoch }: Position,
  ): void => {
    const isLacking = loading.overflowed || offset < loading.base;
    loading.arrived = true;
    loading.overflowed = false;
    loading.told = { offset, epoch };
    if (isLacking) {
      loading.held.length = 0;
      channel.offset = offset;
      resubscribe(channel);
    } else channel.offset = Math.max(channel.offset, offset);
    if (event !== undefined) tellAtOnce(channel, event);
    for (let held = loading.held.shift(); held !== undefined; held = loading.held.shift()) {
      if (channel.loading !== loading) return;
      const reached = held.kind === 'publication' ? held.offset : held.position?.offset;
      // The snapshot has taken it in.
      if (reached !== undefined && reached <= offset) continue;
      if (reached !== undefined) loading.told = { offset: reached, epoch };
      tellAtOnce(channel, held);
    }
    if (channel.loading === loading) channel.loading = undefined;
  };
  const giveUp = (channel: ChannelState, loading: SnapshotLoading, cause?: unknown): void => {
    const epoch = channel.epoch ?? '';
    const position = { offset: loading.base, epoch };
    const { gap } = loading;
    const told: Gap | undefined =
      cause === undefined
        ? gap && { ...gap, position }
        : {
            kind: 'gap',
            channel: channel.key,
            reason: 'snapshot',
            since: gap?.since,
            position,
            missed: gap?.missed,
            cause,
          };
    arrive(channel, loading, told, position);
  };
  const run = (channel: ChannelState, loading: SnapshotLoading, tries: number): void => {
    let loaded: LoadedSnapshot | undefined;
    const isOver = (): boolean => channel.loading !== loading || loading.arrived;
    loading.subscription = defer(() => getSnapshot({ key: channel.key, gap: loading.gap }))
      .pipe(take(1))
      .subscribe({
        next: (snapshot) => (loaded = snapshot),
        error: (error: unknown) => {
          if (!isOver()) giveUp(channel, loading, error ?? new Error('getSnapshot failed'));
        },
        complete: () => {
          if (isOver()) return;
          // Nothing: the application has no state for it.
          if (loaded === undefined) return giveUp(channel, loading);
          const { data, offset, epoch } = loaded;
          if (epoch !== channel.epoch && tries < maxRecoveries) return run(channel, loading, tries + 1);
          const fault =
            epoch !== channel.epoch || !Number.isSafeInteger(offset)
              ? `is of offset ${String(offset)} in epoch ${String(epoch)}, the channel of ${String(channel.epoch)}`
              : offset < loading.base && channel.recoveries >= maxRecoveries
                ? 'is older, again and again, than what can be recovered'
                : undefined;
          if (fault !== undefined) return giveUp(channel, loading, new Error(`the snapshot ${fault}`));
          const position = { offset, epoch };
          const { gap } = loading;
          arrive(channel, loading, { kind: 'snapshot', channel: channel.key, data, position, gap }, position);
        },
      });
    // One that came at once has been dealt with already.
    if (isOver()) loading.subscription.unsubscribe();
  };

  return {
    load: (channel, gap) => {
      const { loading } = channel;
      if (loading?.arrived === true) return false;
      if (loading !== undefined) {
        // What is being loaded has to make up for more.
        loading.held.length = 0;
        loading.overflowed = false;
        loading.base = channel.offset;
        if (gap !== undefined) loading.gap = joinGaps(loading.gap, gap);
        return true;
      }
      const begun: SnapshotLoading = {
        told: gap?.since,
        gap,
        base: channel.offset,
        held: [],
        capacity: maxHeld,
        overflowed: false,
        arrived: false,
        subscription: undefined,
      };
      channel.loading = begun;
      run(channel, begun, 0);
      return true;
    },
  };
}
