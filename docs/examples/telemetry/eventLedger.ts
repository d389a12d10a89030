/** What a stream of events with the IDs 1, 2, 3 … has missed and seen twice. */
export interface LedgerCounts {
  readonly received: number;
  readonly lost: number;
  readonly doubled: number;
}

export interface EventLedger {
  see(id: number): void;
  counts(): LedgerCounts;
}

/** Begins with the first event that it sees. */
export function eventLedger(): EventLedger {
  let last: number | undefined;
  const counts = { received: 0, lost: 0, doubled: 0 };
  return {
    see: (id) => {
      counts.received += 1;
      if (last !== undefined && id <= last) counts.doubled += 1;
      else {
        if (last !== undefined) counts.lost += id - last - 1;
        last = id;
      }
    },
    counts: () => ({ ...counts }),
  };
}
