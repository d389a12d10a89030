import {
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  interval,
  mergeMap,
  retry,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import { channelKeys } from '../../../lib/redis/channelKeys.js';
import { cuttableLink } from '../../support/cuttableLink.js';
import { historyLedger } from '../../support/historyLedger.js';
import type { HistoryTotals, KeptEntry } from '../../support/historyLedger.js';
import { redisServer } from '../../support/redisServer.js';
import { startRedisHub } from '../../support/startRedisHub.js';
import type { RedisHub } from '../../support/startRedisHub.js';
import { wanderingClient } from './wanderingClient.js';

export interface RedisStageConfig {
  readonly clients: number;
  /** Publications a second, if there is nothing to wait for. */
  readonly rate: number;
  /** How long anything may take, in ms. */
  readonly patience: number;
}

/** What can be done to the stage. Each resolves when every client has all that was answered by then. */
export interface RedisFaults {
  killHub(index: number): Promise<void>;
  /** SIGKILL, and on with the append-only file. */
  killRedis(): Promise<void>;
  /** It runs no command for 5 s. */
  pauseRedis(): Promise<void>;
  /** Between the second hub and Redis. */
  cutLink(): Promise<void>;
  silenceLink(): Promise<void>;
}

export interface RedisStage {
  readonly faults: RedisFaults;
  /** Publications that were answered. */
  readonly published: number;
  /** Publishes no more, waits for those that are under way, and compares what the clients saw with what Redis has. */
  settle(): Promise<HistoryTotals>;
  close(): Promise<void>;
}

const channel = 'a';
/** Publications of each publisher that may be unanswered. */
const maxUnanswered = 50;
/** Publications in the midst of a fault. */
const some = 20;

/**
 * Redis, which keeps what it answered (`appendfsync always`), two hubs, each a process of its own, the second of them behind a link that can be
 * cut, a publisher at each, and many clients: half of them over event streams, half of them at home at each hub, half of them
 * ready to go to the other. Redis counts as dead at the first hub after 10 s, which is the default, and at the second after 2 s.
 */
export async function redisStage({ clients, rate, patience }: RedisStageConfig): Promise<RedisStage> {
  const redis = await redisServer('--appendonly', 'yes', '--appendfsync', 'always');
  const link = await cuttableLink(redis.port);
  const startHub = (index: number, port: number): Promise<RedisHub> =>
    startRedisHub(
      index === 0
        ? { port, url: redis.url, commandTimeout: 10_000 }
        : { port, url: `redis://127.0.0.1:${link.port}`, commandTimeout: 2_000 },
    );
  const hubs = await Promise.all([startHub(0, 0), startHub(1, 0)]);
  const ports = hubs.map(({ port }) => port);
  const ledger = historyLedger();

  const audience = Array.from({ length: clients }, (_, index) => ({
    ...wanderingClient({
      ports,
      over: index % 2 === 0 ? 'a WebSocket' : 'an event stream',
      home: (index >> 1) % 2,
      wanders: (index >> 2) % 2 === 0,
    }),
    pages: ledger.observer(),
  }));
  for (const { sync, pages } of audience) sync.channel(channel).subscribe(pages.next);
  const publishers = ports.map((_, home) =>
    wanderingClient({ ports, home, wanders: false, over: home === 0 ? 'a WebSocket' : 'an event stream' }),
  );

  const until = (what: string, isSo: () => boolean | Promise<boolean>): Promise<unknown> =>
    firstValueFrom(
      interval(5).pipe(
        exhaustMap(async () => isSo()),
        filter((is) => is),
        timeout({
          first: patience,
          with: () => throwError(() => new Error(`${what}: not so after ${patience} ms, ${state()}`)),
        }),
      ),
    );
  const state = (): string =>
    `top ${ledger.top}, clients from ${Math.min(...audience.map(({ pages }) => pages.at))}: ${JSON.stringify(ledger.totals)}`;
  const isReady = async (index: number): Promise<boolean> =>
    (await hubs[index]?.standing())?.isReady ?? false;
  const isAway = async (index: number): Promise<boolean> => !(await isReady(index));
  const goesOn = (): Promise<unknown> => {
    const wanted = ledger.acknowledgements + some;
    return until('publishing goes on', () => ledger.acknowledgements >= wanted);
  };
  const caughtUp = (): Promise<unknown> => {
    const { top } = ledger;
    return until('all clients catch up', () => audience.every(({ pages }) => pages.at >= top));
  };

  await until('all clients are there', () => audience.every(({ sync }) => channel in sync.positions()));
  const publishing = publishers.map(({ sync }, publisher) => {
    let [published, answered] = [0, 0];
    const publish = (id: string) =>
      defer(() => sync.publish(channel, {}, { id })).pipe(
        retry({ delay: () => timer(50) }),
        tap(({ offset }) => {
          answered += 1;
          ledger.acknowledged({ id, offset: Number(offset) });
        }),
      );
    let stopped = false;
    const subscription = interval((1_000 / rate) * publishers.length)
      .pipe(
        filter(() => !stopped && published - answered < maxUnanswered),
        mergeMap(() => publish(`p${publisher}-${published++}`)),
      )
      .subscribe();
    return {
      stop: () => (stopped = true),
      isDone: () => answered === published,
      end: () => subscription.unsubscribe(),
    };
  });
  await goesOn();

  const during = async (
    fault: () => unknown,
    isFelt: () => Promise<unknown>,
    repair: () => unknown,
  ): Promise<void> => {
    await fault();
    await isFelt();
    await repair();
    await goesOn();
    await caughtUp();
  };
  const cutOff = async (): Promise<void> => {
    await until('the second hub knows it', () => isAway(1));
    await goesOn();
  };

  return {
    faults: {
      killHub: (index) =>
        during(
          () => hubs[index]?.kill(),
          goesOn,
          async () => void (hubs[index] = await startHub(index, Number(ports[index]))),
        ),
      killRedis: () =>
        during(
          redis.kill,
          () => until('both hubs know it', async () => (await isAway(0)) && (await isAway(1))),
          () => redis.start(),
        ),
      pauseRedis: () =>
        during(
          () => redis.command('CLIENT', 'PAUSE', '5000', 'ALL'),
          // Answered when the pause is over.
          () => redis.command('PING'),
          () => until('both hubs are back', async () => (await isReady(0)) && (await isReady(1))),
        ),
      cutLink: () => during(link.cut, cutOff, link.mend),
      silenceLink: () => during(link.silence, cutOff, link.mend),
    },
    get published() {
      return ledger.acknowledgements;
    },
    settle: async () => {
      for (const { stop } of publishing) stop();
      await until('all is answered', () => publishing.every(({ isDone }) => isDone()));
      await caughtUp();
      return ledger.settle(
        kept(await redis.command('XRANGE', channelKeys('rxwire', channel).history, '-', '+')),
      );
    },
    close: async () => {
      for (const { end } of publishing) end();
      for (const { close } of [...audience, ...publishers]) close();
      for (const hub of hubs) await hub.kill();
      await link.close();
      await redis.end();
    },
  };
}

/** Entries of a stream whose IDs begin with the offset, and whose field is the envelope. */
function kept(reply: unknown): KeptEntry[] {
  return (reply as readonly [string, readonly [string, string]][]).map(([at, [, body]]) => ({
    offset: Number(at.split('-')[0]),
    id: (JSON.parse(body) as { readonly id: string }).id,
  }));
}
