import { ledgerClients } from '../support/ledgerClients.js';
import { released } from '../support/released.js';
import { startHubProcess } from '../support/startHubProcess.js';

describe('a hub whose process is killed', () => {
  it('is followed by one without a memory, of which each client is told once, over WebSockets and event streams', async () => {
    const rate = 500;
    let hub = startHubProcess();
    released(() => hub.kill());
    const { port } = await hub.order({ serve: { port: 0, run: 1, rate } });
    const { totals, reach, close } = ledgerClients(port, 8);
    released(close);
    await reach({ run: 1, n: 50 });

    for (let run = 2; run <= 4; run++) {
      await hub.order('cut');
      const { published } = await hub.order('cut');
      await reach({ run: run - 1, n: published + 1 });
      await hub.kill();
      hub = startHubProcess();
      await hub.order({ serve: { port, run, rate } });
      await reach({ run, n: 50 });
    }
    const { published } = await hub.order('pause');
    await reach({ run: 4, n: published });

    expect(totals).toMatchObject({
      lost: 0,
      doubled: 0,
      reordered: 0,
      gapsOtherwise: 0,
      gapsOfRestarts: 8 * 3,
    });
    expect(totals.recovered).toBeGreaterThan(0);
  }, 60_000);
});
