import type { ChannelEvent } from 'rxwire';

/** A publication as the engine keeps it. */
export interface KeptEntry {
  readonly offset: number;
  readonly id: string;
}

/** What became of the publications of a channel, held against the history that the engine keeps of it. */
export interface HistoryLedger {
  /** An observer's own pages: hand it all that it is told. */
  observer(): HistoryPages;
  /** Books that a publish was answered. */
  acknowledged(entry: KeptEntry): void;
  /** The highest offset that was answered. */
  readonly top: number;
  readonly acknowledgements: number;
  /** Compares everybody with the whole history, when all is over. */
  settle(history: readonly KeptEntry[]): HistoryTotals;
  readonly totals: HistoryTotals;
}

export interface HistoryPages {
  next(event: ChannelEvent): void;
  /** The offset of the latest publication that it has seen, or knows to be past. */
  readonly at: number;
}

export interface HistoryTotals {
  delivered: number;
  /** Of them, missed at first. */
  recovered: number;
  /** Skipped, with no gap told, or never come. */
  lost: number;
  doubled: number;
  /** Delivered behind a later one. */
  reordered: number;
  /** Another publication than history has at this place, or than another observer was given. */
  different: number;
  /** Gaps told because the epoch ended, from the observer's own position. */
  gapsOfEpochs: number;
  /** Publications within them. */
  told: number;
  gapsOtherwise: number;
  /** Answered, and not in the history at the place that was said. */
  unkept: number;
  /** Kept twice. */
  keptTwice: number;
}

export function historyLedger(): HistoryLedger {
  const totals: HistoryTotals = {
    ...{ delivered: 0, recovered: 0, lost: 0, doubled: 0, reordered: 0, different: 0 },
    ...{ gapsOfEpochs: 0, told: 0, gapsOtherwise: 0, unkept: 0, keptTwice: 0 },
  };
  const answered: KeptEntry[] = [];
  /** What observers were given, by offset. */
  const seen = new Map<number, string>();
  const observers = new Set<HistoryPages>();
  let top = 0;

  const observer = (): HistoryPages => {
    let at: number | undefined;
    const skipped = new Set<number>();
    const onGap = ({ reason, since, position }: Extract<ChannelEvent, { readonly kind: 'gap' }>): void => {
      const isOfEpoch =
        reason === 'epoch' &&
        position !== undefined &&
        position.epoch !== since?.epoch &&
        since?.offset === at &&
        position.offset >= (at ?? 0);
      totals[isOfEpoch ? 'gapsOfEpochs' : 'gapsOtherwise'] += 1;
      if (position === undefined) return;
      totals.told += Math.max(0, position.offset - (at ?? position.offset));
      at = position.offset;
    };
    const onEntry = (offset: number, id: string): void => {
      totals.delivered += 1;
      const other = seen.get(offset);
      if (other === undefined) seen.set(offset, id);
      else if (other !== id) totals.different += 1;
      if (at !== undefined && offset <= at) {
        totals[skipped.delete(offset) ? 'reordered' : 'doubled'] += 1;
        return;
      }
      for (let missing = (at ?? offset - 1) + 1; missing < offset; missing++) {
        skipped.add(missing);
        totals.lost += 1;
      }
      at = offset;
    };
    const pages: HistoryPages = {
      next: (event) => {
        if (event.kind === 'gap') onGap(event);
        else if (event.kind === 'publication') {
          if (event.recovered) totals.recovered += 1;
          onEntry(Number(event.offset), String(event.id));
        }
      },
      get at() {
        return at ?? 0;
      },
    };
    observers.add(pages);
    return pages;
  };

  return {
    observer,
    acknowledged: (entry) => {
      answered.push(entry);
      top = Math.max(top, entry.offset);
    },
    get top() {
      return top;
    },
    get acknowledgements() {
      return answered.length;
    },
    settle: (history) => {
      const kept = new Map(history.map(({ offset, id }) => [offset, id]));
      const end = history.at(-1)?.offset ?? 0;
      totals.keptTwice = history.length - new Set(kept.values()).size;
      totals.unkept = answered.filter(({ offset, id }) => kept.get(offset) !== id).length;
      for (const [offset, id] of seen) if (kept.get(offset) !== id) totals.different += 1;
      for (const { at } of observers) totals.lost += Math.max(0, end - at);
      return totals;
    },
    totals,
  };
}
