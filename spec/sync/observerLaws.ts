import { isDeepStrictEqual } from 'node:util';
import type { ChannelEvent, Position, Publication } from 'rxwire';
import type { SyncServer, Truth } from './modelServer.js';

/** What one observer of a channel may be told, and in which order: the invariants I1 to I7 of the protocol. */
export interface ObserverLaws {
  /** What is wrong with the next event; nothing, if it is as it must be. */
  next(event: ChannelEvent<Truth>): string | undefined;
  /** What is wrong if nothing more comes, faults have stopped and the channel stands so. */
  end(top: Position): string | undefined;
}

/** `from`: the position that the observer begins at, if it is known; `replayed`: it is shown the latest first. */
export function observerLaws(
  channel: string,
  server: Pick<SyncServer, 'handovers' | 'truth' | 'truthsOf' | 'holes'>,
  { from, replayed }: { readonly from: Position | undefined; readonly replayed: boolean },
): ObserverLaws {
  // Where it may stand: what was published again after its epoch ended has one place in each.
  let at = replayed || from === undefined ? undefined : [from];
  let isFresh = replayed;

  const placesOf = (event: Publication<Truth>): readonly Truth[] =>
    server.truthsOf(event).filter(({ offset, epoch }) => {
      if (offset !== event.offset) return false;
      if (isFresh) return true;
      const isBefore = (each: Position): boolean => each.epoch === epoch && each.offset === offset - 1;
      if (at !== undefined) return at.some(isBefore);
      return server.handovers.some((each) => each.channel === channel && isBefore(each));
    });
  const wrong = (event: ChannelEvent<Truth>): string | undefined => {
    if (event.kind === 'publication') {
      if (placesOf(event).length > 0) return undefined;
      const truths = server.truthsOf(event);
      if (truths.length === 0) return 'nobody published it';
      if (truths.every(({ offset }) => offset !== event.offset))
        return `offset ${String(event.offset)} on the publication ${JSON.stringify(truths)}`;
      return at === undefined
        ? 'it is not the first one after a subscription'
        : 'it is not the next one, and no gap was told';
    }
    const gap = event.kind === 'gap' ? event : event.gap;
    const { position } = event;
    if (position === undefined) return 'a channel with history has no position';
    if (
      event.kind === 'snapshot' &&
      (event.data.offset !== position.offset || event.data.epoch !== position.epoch)
    )
      return 'the snapshot is of another position than it says';
    if (gap === undefined) return at === undefined ? undefined : 'a snapshot for no reason';
    const { since, reason } = gap;
    if (at?.every((each) => !isDeepStrictEqual(since, each))) return 'the gap begins elsewhere';
    if (since === undefined) return reason === 'snapshot' ? undefined : 'a gap at the start';
    if (reason === 'epoch')
      return gap.position?.epoch === since.epoch ? 'a false alarm: the epoch is the same' : undefined;
    if (reason === 'hole') return server.holes > 3 ? undefined : 'a false alarm: nothing was withheld';
    if (reason === 'snapshot') return undefined;
    if (reason !== 'unrecovered') return `a gap for ${reason}`;
    if (
      gap.missed !== undefined &&
      gap.position !== undefined &&
      gap.missed !== gap.position.offset - since.offset
    )
      return 'the number that is missing is wrong';
    const trimmed = server.truth(channel, since.epoch)?.trimmed ?? Infinity;
    return trimmed > since.offset ? undefined : 'a false alarm: all of it was in history';
  };

  return {
    next: (event) => {
      const fault = wrong(event);
      if (event.kind === 'publication') {
        const places = placesOf(event);
        if (places.length > 0) at = places.map(({ offset, epoch }) => ({ offset, epoch }));
      } else if (event.position !== undefined) at = [event.position];
      isFresh = false;
      return fault && `${fault}: ${JSON.stringify(event)}`;
    },
    end: (top) =>
      at?.some((each) => isDeepStrictEqual(each, top))
        ? undefined
        : `it ends at ${JSON.stringify(at)}, not ${JSON.stringify(top)}`,
  };
}
