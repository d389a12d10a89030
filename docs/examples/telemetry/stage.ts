import { firstValueFrom, timer } from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import { bookedBroker } from './bookedBroker.js';
import { chat } from './chat.js';
import type { Chat } from './chat.js';
import { cuttingProxy } from './cuttingProxy.js';
import type { CuttingProxy } from './cuttingProxy.js';
import { ledger as emptyLedger } from './ledger.js';
import type { LedgerPages } from './ledgerPages.js';
import { member } from './member.js';
import type { Member, Transport } from './member.js';
import { brokerOnRedis } from './brokerOnRedis.js';
import { channels } from './registry.js';
import type { LedgerRows } from './report.js';
import { telemetryHub } from './telemetryHub.js';
import type { TelemetryHub } from './telemetryHub.js';

/** A hub, a client at each of its doors with a proxy before it, and a ledger. */
export interface Stage {
  /** The hub of the moment. */
  readonly hub: TelemetryHub;
  readonly restarts: number;
  readonly proxies: Readonly<Record<Transport, CuttingProxy>>;
  readonly players: readonly Player[];
  rows(): LedgerRows;
  /** Kills the hub; the next one comes to the same port after so many ms. */
  restart(downFor: number): Promise<void>;
  close(): Promise<void>;
}

/** A client, what it says, and its pages of the ledger. */
export interface Player {
  readonly member: Member;
  readonly chat: Chat;
  readonly pages: LedgerPages;
  /** It has got, or has been told to be gone, whatever was published. */
  isWhole(): boolean;
}

export interface StageConfig {
  /** Divides all times. */
  readonly pace: number;
  /** A Redis for the channels, which a hub that is killed leaves as they are. */
  readonly redis: string | undefined;
  readonly onError: (error: Error) => void;
}

export async function openStage({ pace, redis, onError }: StageConfig): Promise<Stage> {
  const ledger = emptyLedger();
  const shared = redis === undefined ? undefined : await brokerOnRedis(redis);
  const start = (port?: number): Promise<TelemetryHub> =>
    telemetryHub({
      broker: bookedBroker(shared ?? memoryBroker({ historySize: 1_000 }), ledger.book),
      ...(port !== undefined && { port }),
    });
  let hub = await start();
  let restarts = 0;
  let restarting = Promise.resolve();
  const proxies = { websocket: await cuttingProxy(hub.port), sse: await cuttingProxy(hub.port) };

  const players = (['websocket', 'sse'] as const).map((transport): Player => {
    const one = member(transport, proxies[transport].port, pace);
    const pages = ledger.open();
    one.events$.subscribe(pages.see);
    return {
      member: one,
      chat: chat(one, onError),
      pages,
      isWhole: () =>
        pages.pending() === 0 &&
        pages.counts().gaps === (shared === undefined ? restarts * channels.length : 0),
    };
  });

  return {
    get hub() {
      return hub;
    },
    get restarts() {
      return restarts;
    },
    proxies,
    players,
    rows: () => ({
      published: ledger.published,
      clients: players.map(({ member: { transport }, pages }) => ({
        transport,
        ...pages.counts(),
        coming: pages.pending(),
      })),
    }),
    restart: (downFor) =>
      (restarting = restarting.then(async () => {
        restarts += 1;
        const { port } = hub;
        await hub.kill();
        await firstValueFrom(timer(downFor));
        hub = await start(port);
      })),
    close: async () => {
      await restarting;
      for (const { member: one } of players) one.client.dispose();
      await Promise.all([proxies.websocket.close(), proxies.sse.close(), hub.kill()]);
    },
  };
}
