import { filter, firstValueFrom, interval } from 'rxjs';
import { constant, dataSync, fromHubEvents, fromWebSocket, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { channelLedger } from './channelLedger.js';
import type { Entry, LedgerTotals } from './channelLedger.js';

/** Clients of a hub process, every other one over an event stream, and the ledger of its channel. */
export interface LedgerClients {
  readonly totals: LedgerTotals;
  /** Resolves when every client has seen this publication, or a later one of the same run. */
  reach(entry: Entry): Promise<unknown>;
  close(): void;
}

export function ledgerClients(port: number, count: number): LedgerClients {
  const ledger = channelLedger();
  const host = `127.0.0.1:${port}`;
  const clients = Array.from({ length: count }, (_, index) => {
    const client = realtimeClient({
      transport:
        index % 2 === 0
          ? fromWebSocket({ url: `ws://${host}/realtime` })
          : fromHubEvents({ url: `http://${host}/events` }),
      codec: messages,
      policy: constant(10),
      reconnect: { minUptime: 0 },
    });
    const pages = ledger.observer();
    dataSync(client).channel('a').subscribe(pages.next);
    return { client, pages };
  });

  return {
    totals: ledger.totals,
    reach: ({ run, n }) =>
      firstValueFrom(
        interval(5).pipe(filter(() => clients.every(({ pages: { at } }) => at.run === run && at.n >= n))),
      ),
    close: () => {
      for (const { client } of clients) client.dispose();
    },
  };
}
