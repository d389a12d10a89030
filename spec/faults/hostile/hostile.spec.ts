import { concatMap, firstValueFrom, lastValueFrom, take, takeWhile, timer } from 'rxjs';
import { attacks } from './attacks.js';
import { neighbour } from './neighbour.js';
import type { Neighbour } from './neighbour.js';
import { startTarget } from './startTarget.js';
import type { RunningTarget, Standing } from './startTarget.js';

const mib = 1_048_576;
/** Longer than any collection or any turn of a loaded machine takes, and far shorter than what a hub takes that hangs. */
const patience = 2_000;

/** How the hub stands when all have left but so many, and no more memory than that is held; or, if it comes to that, after five seconds. */
const stillness = (target: RunningTarget, connections: number, heap = Infinity): Promise<Standing> =>
  lastValueFrom(
    timer(0, 50).pipe(
      concatMap(() => target.standing()),
      take(100),
      takeWhile(
        (now) => now.connections !== connections || now.sockets !== connections || now.heap > heap,
        true,
      ),
    ),
  );

describe('a hub among hostile clients', () => {
  let target: RunningTarget;
  let good: Neighbour;
  const watchers: Neighbour[] = [];

  beforeAll(async () => {
    target = await startTarget();
    good = await neighbour(target.port);
    watchers.push(good);
  });
  afterAll(async () => {
    for (const { leave } of watchers) leave();
    await target.close();
  });

  it.each(attacks.map((attack) => [attack.name, attack] as const))(
    'bears %s',
    async (_, { run, answer }) => {
      const before = await stillness(target, 1);
      const offsetsBefore = good.offsets.length;
      let isOver = false;

      const attack = run(target).finally(() => (isOver = true));
      const slowest = { roundTrip: 0 };
      const meanwhile = (async () => {
        do slowest.roundTrip = Math.max(slowest.roundTrip, await good.roundTrip());
        while (!isOver && (await pause()));
      })();
      expect(await attack).toEqual(answer);
      await meanwhile;
      await good.roundTrip();

      const most = before.heap + 24 * mib;
      const after = await stillness(target, 1, most);
      expect(after).toMatchObject({
        connections: 1,
        sockets: 1,
        channels: before.channels,
        subscriptions: before.subscriptions,
        queuedBytes: 0,
      });
      expect(after.heap).toBeLessThanOrEqual(most);
      expect(after.unfitWords).toEqual([]);
      expect(slowest.roundTrip).toBeLessThan(patience);
      const heard = good.offsets.slice(offsetsBefore);
      expect(heard.length).toBeGreaterThanOrEqual(2);
      expect(good.offsets).toEqual(good.offsets.map((__, index) => index + 1));
    },
    30_000,
  );

  it('holds no more than the limit for who does not read, and says whom it cut off', async () => {
    const { cuts, longestQueue, refused } = await target.standing();

    expect(cuts).toMatchObject({ 4101: 5, 4201: 5, 4202: 8 });
    expect(longestQueue).toBeGreaterThan(0);
    expect(longestQueue).toBeLessThanOrEqual(262_144 + 32_768 * 2);
    // Of channels, and of pages: their streams and posts.
    expect(refused).toMatchObject({ FORBIDDEN: 6 + 24 + 5 + 8 });
  });

  /** The neighbour keeps to the rate of the hub. */
  async function pause(): Promise<boolean> {
    await firstValueFrom(timer(60));
    return true;
  }
});
