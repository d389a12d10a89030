import { needing } from '../../support/needing.js';
import { redisPath } from '../../support/redisServer.js';
import { released } from '../../support/released.js';
import { redisStage } from './redisStage.js';

needing('redis-server', redisPath !== undefined)('two hubs on one Redis, in processes of their own', () => {
  it('lose, double and reorder nothing while hubs and Redis are killed, paused and cut off, and tell one gap for each restart of Redis', async () => {
    const clients = 40;
    const stage = await redisStage({ clients, rate: 100, patience: 20_000 });
    const { faults } = stage;
    released(stage.close);

    await faults.killHub(0);
    await faults.cutLink();
    await faults.killRedis();
    await faults.pauseRedis();
    await faults.silenceLink();
    await faults.killHub(1);

    const { delivered, told, recovered, ...totals } = await stage.settle();
    expect(totals).toEqual({
      ...{ lost: 0, doubled: 0, reordered: 0, different: 0, unkept: 0, keptTwice: 0 },
      ...{ gapsOfEpochs: clients, gapsOtherwise: 0 },
    });
    expect(delivered + told).toBe(clients * stage.published);
    expect(delivered).toBeGreaterThan(told);
    expect(recovered).toBeGreaterThan(0);
  }, 140_000);
});
