import type { ChannelEvent, Position } from 'rxwire';

/** The data of a publication that says where it truly stands: number `n`, from 1, of one run of a hub. */
export interface Entry {
  readonly run: number;
  readonly n: number;
}

/** What became of the publications of a channel, as its observers saw it. */
export interface ChannelLedger {
  /** An observer's own pages: hand it all that it is told. */
  observer(): LedgerPages;
  readonly totals: LedgerTotals;
}

export interface LedgerPages {
  next(event: ChannelEvent): void;
  /** The latest publication that it has seen, or knows to be past. */
  readonly at: Entry;
}

export interface LedgerTotals {
  delivered: number;
  /** Of them, missed at first. */
  recovered: number;
  /** Skipped, with no gap told. */
  lost: number;
  doubled: number;
  /** Delivered behind a later one. */
  reordered: number;
  /** Gaps told where a run had ended, which took its history along. */
  gapsOfRestarts: number;
  /** Gaps told anywhere else, or for another reason, or from another position than the observer's. */
  gapsOtherwise: number;
}

export function channelLedger(): ChannelLedger {
  const totals: LedgerTotals = {
    delivered: 0,
    recovered: 0,
    lost: 0,
    doubled: 0,
    reordered: 0,
    gapsOfRestarts: 0,
    gapsOtherwise: 0,
  };

  return {
    totals,
    observer: () => {
      let at: Entry | undefined;
      /** The position behind the gap that was told last, while nothing has followed it. */
      let told: Position | undefined;
      const skipped = new Set<number>();

      const onGap = (event: Extract<ChannelEvent, { readonly kind: 'gap' }>): void => {
        const { reason, since, position } = event;
        const isOfRestart =
          reason === 'epoch' &&
          since !== undefined &&
          position !== undefined &&
          since.epoch !== position.epoch &&
          (told !== undefined ? since.offset === told.offset : at === undefined || since.offset === at.n);
        totals[isOfRestart ? 'gapsOfRestarts' : 'gapsOtherwise'] += 1;
        told = position;
      };
      const onEntry = ({ run, n }: Entry): void => {
        totals.delivered += 1;
        if (at !== undefined && run < at.run) totals.reordered += 1;
        else if (told !== undefined || at === undefined || run > at.run) {
          // Without a gap nobody told that the run before had ended.
          if (at !== undefined && told === undefined) totals.lost += 1;
          else if (told !== undefined && at !== undefined && run === at.run) totals.gapsOtherwise += 1;
          if (told !== undefined) totals.lost += Math.max(0, n - told.offset - 1);
          if (run !== at?.run) skipped.clear();
          told = undefined;
          at = { run, n };
        } else if (n > at.n) {
          for (let missing = at.n + 1; missing < n; missing++) skipped.add(missing);
          totals.lost += n - at.n - 1;
          at = { run, n };
        } else totals[skipped.delete(n) ? 'reordered' : 'doubled'] += 1;
      };

      return {
        next: (event) => {
          if (event.kind === 'gap') onGap(event);
          else if (event.kind === 'publication') {
            if (event.recovered) totals.recovered += 1;
            onEntry(event.data as Entry);
          }
        },
        get at() {
          return at ?? { run: 0, n: 0 };
        },
      };
    },
  };
}
