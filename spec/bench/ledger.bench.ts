import { setTimeout as wait } from 'node:timers/promises';
import { ledgerClients } from '../support/ledgerClients.js';
import { startHubProcess } from '../support/startHubProcess.js';
import { cpuTime } from './cpuTime.js';

export const name = 'ledger';

const kills = 50;
const clients = 50;
/** Publications a second: a quarter, which two cores shared with others can do, and all of it. */
const rates = [500, 2_000];
/** From one kill to the next, in ms; the links are cut once between. */
const life = 600;
/** For all of it, in ms: the kills wait for clients that do not keep up. */
const patience = 400_000;

/**
 * No race: 50 clients, half of them over event streams, observe a channel of a hub that is killed 50 times in 30 s of
 * publishing, and whose links are cut as often. A hub is killed when every client has been told of it; each begins without a memory.
 */
export async function run(): Promise<readonly string[]> {
  const accounts: string[] = [];
  for (const rate of rates) accounts.push(await accountAt(rate));
  return accounts;
}

async function accountAt(rate: number): Promise<string> {
  const hub = startHubProcess();
  const { port } = await hub.order({ serve: { port: 0, run: 1, rate } });
  const { totals, reach, close } = ledgerClients(port, clients);
  const deadline = new AbortController();
  const gaveUp = wait(patience, undefined, { signal: deadline.signal }).then(() => {
    throw new Error(`the clients did not catch up: ${JSON.stringify(totals)}`);
  });
  gaveUp.catch(() => undefined);
  const reached = (run: number, n: number): Promise<unknown> => Promise.race([reach({ run, n }), gaveUp]);
  try {
    await reached(1, 1);
    const [started, cpu] = [performance.now(), cpuTime()];
    const inTime = (run: number, part: number): Promise<unknown> =>
      wait(Math.max(0, started + (run - 1 + part) * life - performance.now()));
    let published = 0;

    for (let run = 1; run <= kills; run++) {
      await inTime(run, 0.5);
      await hub.order('cut');
      await Promise.all([inTime(run, 1), reached(run, 1)]);
      published += (await hub.order('end')).published;
      await hub.order({ serve: { port, run: run + 1, rate } });
    }
    // Not before all are there: who comes after the last publication is told of a gap, and sees no other.
    await Promise.all([inTime(kills + 1, 0.5), reached(kills + 1, 1)]);
    const last = (await hub.order('pause')).published;
    published += last;
    const seconds = (performance.now() - started) / 1_000;
    await reached(kills + 1, last);
    const late = performance.now() - started - seconds * 1_000;

    const { delivered, recovered, lost, doubled, reordered, gapsOfRestarts, gapsOtherwise } = totals;
    const isWhole = lost + doubled + reordered + gapsOtherwise === 0 && gapsOfRestarts === kills * clients;
    if (!isWhole) process.exitCode = 1;
    const count = (value: number): string => Math.round(value).toLocaleString('en');
    const table = [
      [
        'published',
        `${count(published)} in ${seconds.toFixed(1)} s: ${count(published / seconds)}/s, of ${count(rate)}/s asked for`,
      ],
      [
        'delivered',
        `${count(delivered)}: ${count(delivered / seconds)}/s, ${count(recovered)} of them recovered; the last ${count(late)} ms after`,
      ],
      ['lost', count(lost)],
      ['doubled', count(doubled)],
      ['reordered', count(reordered)],
      [
        'gaps',
        `${count(gapsOfRestarts)} told of ${count(kills * clients)}, ${count(gapsOtherwise)} told wrongly`,
      ],
      ['CPU', `${((cpuTime() - cpu) / 1_000 / seconds).toFixed(2)} cores, the clients alone`],
    ];
    const title = `ledger, ${clients} clients, half of them over event streams; the hub killed ${kills} times, its links cut as often`;
    const rows = table.map(([what = '', words]) => `  ${what.padEnd(10)} ${words}`);
    return [`${title}: ${isWhole ? 'whole' : 'NOT WHOLE'}`, ...rows].join('\n');
  } finally {
    deadline.abort();
    close();
    await hub.kill();
  }
}
