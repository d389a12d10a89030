import { redisStage } from '../faults/redis/redisStage.js';

export const name = 'redis-ledger';

const clients = 200;
/** Publications a second. */
const rate = 100;
const rounds = 3;

/**
 * No race: clients of two hubs on one Redis, half of them over event streams, while each hub and Redis are killed, Redis is paused for 5 s, and
 * the second hub is cut off from Redis, by resets and by silence; each three times. The next fault comes when all clients have what
 * was answered.
 */
export async function run(): Promise<readonly string[]> {
  const stage = await redisStage({ clients, rate, patience: 60_000 });
  const { faults } = stage;
  const cuts: readonly (() => Promise<void>)[] = [
    () => faults.killHub(0),
    faults.cutLink,
    faults.killRedis,
    faults.pauseRedis,
    faults.silenceLink,
    () => faults.killHub(1),
  ];
  try {
    const started = performance.now();
    for (let round = 0; round < rounds; round++) for (const cut of cuts) await cut();
    const totals = await stage.settle();
    const seconds = (performance.now() - started) / 1_000;

    const { delivered, recovered, told, lost, doubled, reordered, different, unkept, keptTwice } = totals;
    const { gapsOfEpochs, gapsOtherwise } = totals;
    const wrong = lost + doubled + reordered + different + unkept + keptTwice + gapsOtherwise;
    const isWhole =
      wrong === 0 && gapsOfEpochs === rounds * clients && delivered + told === stage.published * clients;
    if (!isWhole) process.exitCode = 1;
    const count = (value: number): string => value.toLocaleString('en');
    const table = [
      ['published', `${count(stage.published)} with ids in ${seconds.toFixed(0)} s, each answered`],
      ['clients', `${clients}, half of them over event streams`],
      [
        'cuts',
        `${rounds * cuts.length}: hubs killed ${2 * rounds}, Redis killed ${rounds}, paused for 5 s ${rounds}, a hub cut off ${2 * rounds} times`,
      ],
      ['delivered', `${count(delivered)}, ${count(recovered)} of them recovered`],
      ['lost', `${count(lost)}; ${count(unkept)} were answered and not kept`],
      ['doubled', `${count(doubled)}; ${count(keptTwice)} in the history`],
      ['reordered', `${count(reordered)}; ${count(different)} other than in the history`],
      [
        'gaps',
        `${count(gapsOfEpochs)} told of ${count(rounds * clients)}, with ${count(told)} publications in them; ${count(gapsOtherwise)} told wrongly`,
      ],
    ];
    const rows = table.map(([what = '', words]) => `  ${what.padEnd(10)} ${words}`);
    return [[`redis-ledger: ${isWhole ? 'whole' : 'NOT WHOLE'}`, ...rows].join('\n')];
  } finally {
    await stage.close();
  }
}
