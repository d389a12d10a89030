import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Subject, filter, firstValueFrom, interval, startWith, take } from 'rxjs';
import { constant, dataSync, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
import { channelLedger } from '../support/channelLedger.js';
import type { ChannelLedger, LedgerPages } from '../support/channelLedger.js';
import { faultProxy } from '../support/faultProxy.js';
import type { FaultProxy } from '../support/faultProxy.js';
import { released } from '../support/released.js';

interface Stage {
  readonly proxy: FaultProxy;
  readonly ledger: ChannelLedger;
  readonly observers: readonly LedgerPages[];
  publish(count: number): void;
  /** The process of the hub ends: its links break, and its memory is gone. */
  restart(): void;
  /** All observers have reached the latest publication. */
  caughtUp(): Promise<unknown>;
}

/** Clients of a hub over sockets, behind a proxy; the channel `a` of each is written into a ledger. */
async function stage(clients: number): Promise<Stage> {
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  released(() => {
    http.closeAllConnections();
    http.close();
  });
  const begin = () => {
    const served = hub({
      broker: memoryBroker({ historySize: 1_000 }),
      authorize: () => true,
      recoveryLimit: 1_000,
    });
    const serving = fromWebSocketServer({ server: http, closeTimeout: 200 }).pipe(served.serve()).subscribe();
    return { served, serving };
  };
  let run = 1;
  let n = 0;
  let { served, serving } = begin();
  released(() => serving.unsubscribe());
  const proxy = await faultProxy((http.address() as AddressInfo).port);
  const ledger = channelLedger();
  const moved$ = new Subject<void>();

  const observers = Array.from({ length: clients }, () => {
    const client = realtimeClient({
      url: proxy.url,
      codec: messages,
      policy: constant(2),
      reconnect: { minUptime: 0 },
      closeTimeout: 100,
    });
    released(() => client.dispose());
    const pages = ledger.observer();
    dataSync(client)
      .channel('a')
      .subscribe((event) => {
        pages.next(event);
        moved$.next();
      });
    return pages;
  });
  return {
    proxy,
    ledger,
    observers,
    publish: (count) => {
      for (let each = 0; each < count; each++) served.publish('a', { run, n: (n += 1) }).subscribe();
    },
    restart: () => {
      proxy.reset();
      serving.unsubscribe();
      ({ served, serving } = begin());
      run += 1;
      n = 0;
    },
    caughtUp: () =>
      firstValueFrom(
        moved$.pipe(
          startWith(undefined),
          filter(() => observers.every(({ at }) => at.run === run && at.n === n)),
        ),
      ),
  };
}

const clean = { lost: 0, doubled: 0, reordered: 0, gapsOtherwise: 0 };

describe('channels over sockets', () => {
  it('are whole after forty cuts, in the midst of frames and on either side', async () => {
    const { proxy, ledger, observers, publish, caughtUp } = await stage(3);
    // Until all are there: who comes later begins later.
    const here = interval(5).subscribe(() => publish(1));
    await firstValueFrom(interval(5).pipe(filter(() => observers.every(({ at }) => at.n > 0))));
    here.unsubscribe();

    for (let cut = 0; cut < 40; cut++) {
      // The length of a frame is no multiple of 7: the cut wanders through it.
      if (cut % 4 === 0) proxy.endAfter(cut * 7 + 1, 'down');
      publish(10);
      if (cut % 4 === 1) proxy.endAfter((cut % 20) + 1, 'up');
      if (cut % 4 === 3) await firstValueFrom(interval(1).pipe(take(1)));
      if (cut % 4 !== 0) proxy.reset();
      publish(10);
      await caughtUp();
    }

    expect(ledger.totals).toMatchObject({ ...clean, gapsOfRestarts: 0 });
    expect(ledger.totals.recovered).toBeGreaterThan(1_000);
  }, 60_000);

  it('tell a gap exactly where the hub has lost its memory, and lose nothing else', async () => {
    const { ledger, observers, publish, restart, caughtUp } = await stage(8);
    const publishing = interval(2).subscribe(() => publish(4));
    released(() => publishing.unsubscribe());
    const everywhere = (run: number) =>
      firstValueFrom(
        interval(2).pipe(filter(() => observers.every(({ at }) => at.run === run && at.n > 40))),
      );
    await everywhere(1);

    for (let run = 2; run <= 6; run++) {
      restart();
      await everywhere(run);
    }
    publishing.unsubscribe();
    await caughtUp();

    expect(ledger.totals).toMatchObject({ ...clean, gapsOfRestarts: 8 * 5 });
  }, 60_000);
});
