import type { ChannelEvent, Position } from 'rxwire';
import type { Ledger } from './ledger.js';

/** What became of the publications, as one client saw it. */
export interface LedgerCounts {
  readonly delivered: number;
  /** Of them, missed at first. */
  readonly recovered: number;
  /** Skipped, and nobody said so. */
  readonly lost: number;
  readonly doubled: number;
  /** Gaps told where a run of the hub took its history along, and the publications in them. */
  readonly gaps: number;
  readonly missed: number;
  /** Gaps told where there was none, or in the wrong place. */
  readonly falseGaps: number;
}

export interface LedgerPages {
  see(event: ChannelEvent): void;
  counts(): LedgerCounts;
  /** Publications that it has neither got nor been told to be missing. */
  pending(): number;
}

/** One client's pages: it is taken to be there from the first publication of each channel on. */
export function ledgerPages(ledger: Pick<Ledger, 'published' | 'entryOf' | 'countOf'>): LedgerPages {
  const counts = { delivered: 0, recovered: 0, lost: 0, doubled: 0, gaps: 0, missed: 0, falseGaps: 0 };
  /** By channel: the latest publication that was seen, or told to be past. */
  const places = new Map<string, Position>();

  const onGap = ({ channel, reason, since, position }: Extract<ChannelEvent, { kind: 'gap' }>): void => {
    const at = places.get(channel);
    const isOfRestart = reason === 'epoch' && since?.offset === (at?.offset ?? 0);
    if (!isOfRestart || since === undefined || position === undefined || position.epoch === since.epoch) {
      counts.falseGaps += 1;
    } else {
      counts.gaps += 1;
      const before = at === undefined ? 0 : ledger.countOf(channel, at);
      counts.missed += ledger.countOf(channel, position) - before;
    }
    if (position !== undefined) places.set(channel, position);
  };

  return {
    see: (event) => {
      if (event.kind === 'gap') return onGap(event);
      if (event.kind !== 'publication') return;
      const entry = ledger.entryOf(event.id, event.offset);
      const { epoch, offset } = places.get(event.channel) ?? { epoch: entry?.epoch, offset: 0 };
      counts.delivered += 1;
      if (event.recovered) counts.recovered += 1;
      // A run that began anew, and was not told, or what was never published.
      if (entry === undefined || entry.epoch !== epoch) counts.falseGaps += 1;
      else if (entry.offset <= offset) {
        counts.doubled += 1;
        return;
      } else counts.lost += entry.offset - offset - 1;
      if (entry !== undefined) places.set(event.channel, entry);
    },
    counts: () => ({ ...counts }),
    pending: () => ledger.published - (counts.delivered - counts.doubled) - counts.missed - counts.lost,
  };
}
