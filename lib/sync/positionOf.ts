import type { ChannelMemory, SnapshotLoading } from './ChannelState.js';
import type { Position } from './Position.js';

/**
 * The position of a channel as far as its observers know: while a snapshot is being loaded, that from before.
 *
 * Where it is given back after a restart, nothing that was not told is skipped.
 */
export function positionOf(
  channel: ChannelMemory & { readonly loading?: SnapshotLoading | undefined },
): Position | undefined {
  return channel.loading === undefined ? acceptedPosition(channel) : channel.loading.told;
}

/** The position as far as it was accepted, told or held: where to go on over the wire. */
export function acceptedPosition({
  epoch,
  offset,
}: Pick<ChannelMemory, 'epoch' | 'offset'>): Position | undefined {
  return epoch === undefined ? undefined : { offset, epoch };
}
