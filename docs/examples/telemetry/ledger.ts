import type { Position } from 'rxwire';
import type { Entry } from './bookedBroker.js';
import { ledgerPages } from './ledgerPages.js';
import type { LedgerPages } from './ledgerPages.js';

/** What was published, which the hub's broker says, beside what each client has got of it. */
export interface Ledger {
  /** All that brokers have taken, whatever became of them. */
  readonly published: number;
  book(entry: Entry): void;
  /** A client's own pages. */
  open(): LedgerPages;
  /** What was published with this id at this place; in the latest run, if in several. */
  entryOf(id: string | undefined, offset: number | undefined): Entry | undefined;
  /** How many publications of a channel there were up to a position, over all runs of the hub. */
  countOf(channel: string, position: Position): number;
}

/** Publications whose places are kept: a client is never that far behind. */
const remembered = 20_000;

export function ledger(): Ledger {
  const entries = new Map<string, Entry>();
  const totals = new Map<string, number>();
  /** By channel and run: publications before it. */
  const bases = new Map<string, number>();
  let published = 0;

  const self: Ledger = {
    get published() {
      return published;
    },
    book: (entry) => {
      // Who publishes and who is told may both say it.
      if (entries.has(`${entry.id} ${entry.offset}`)) return;
      published += 1;
      entries.set(`${entry.id} ${entry.offset}`, entry);
      const { channel, epoch } = entry;
      const total = totals.get(channel) ?? 0;
      if (!bases.has(`${channel} ${epoch}`)) bases.set(`${channel} ${epoch}`, total);
      totals.set(channel, total + 1);
      const [oldest] = entries.keys();
      if (entries.size > remembered && oldest !== undefined) entries.delete(oldest);
    },
    open: () => ledgerPages(self),
    entryOf: (id, offset) => entries.get(`${id} ${offset}`),
    countOf: (channel, { epoch, offset }) =>
      (bases.get(`${channel} ${epoch}`) ?? totals.get(channel) ?? 0) + offset,
  };
  return self;
}
