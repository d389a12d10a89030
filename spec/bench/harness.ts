/** What one turn of a contestant has done. */
export interface Turn {
  readonly operations: number;
  /** How long the measured part took, in ms, for a contestant that sets up before it. By default the whole turn. */
  readonly elapsed?: number;
}

export interface Contestant {
  readonly name: string;
  readonly run: () => Turn | Promise<Turn>;
}

export interface RaceConfig {
  readonly title: string;
  readonly contestants: readonly Contestant[];
  /** Name of the contestant that the others are compared with. */
  readonly baseline: string;
  /** @defaultValue 7 */
  readonly rounds?: number;
  /** Rounds that are run first and not counted. @defaultValue 2 */
  readonly warmUp?: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** Median, least and most of the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Standing {
  readonly name: string;
  /** Operations per second. */
  readonly rate: Spread;
  /** Rate divided by the baseline's rate of the same round. */
  readonly ratio: Spread;
}

export interface Race {
  readonly title: string;
  readonly baseline: string;
  readonly rounds: number;
  readonly standings: readonly Standing[];
}

/** A benchmark: what a `*.bench.ts` file exports as `name` and `run`. */
export interface Benchmark {
  readonly name: string;
  /** Races, or, where nothing is compared, an account in words. */
  readonly run: () => Promise<readonly (Race | string)[]>;
}

/**
 * Lets contestants run in turns, A B C A B C …, so that a machine that grows slower or faster does so for all of them,
 * and compares each with the baseline within the round.
 */
export async function race({
  title,
  contestants,
  baseline,
  rounds = 7,
  warmUp = 2,
  now = () => performance.now(),
}: RaceConfig): Promise<Race> {
  if (!contestants.some(({ name }) => name === baseline)) {
    throw new RangeError(`${title}: no contestant is named ${baseline}`);
  }
  if (new Set(contestants.map(({ name }) => name)).size < contestants.length) {
    throw new RangeError(`${title}: two contestants have the same name`);
  }
  const rates = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, run } of contestants) {
      globalThis.gc?.();
      const started = now();
      const turn = await run();
      const { operations, elapsed = now() - started } = turn;
      if (!(operations > 0 && elapsed > 0)) {
        throw new RangeError(`${title}: ${name} did ${operations} operations in ${elapsed} ms`);
      }
      if (round >= 0) {
        rates.get(name)?.push((operations / elapsed) * 1_000);
      }
    }
  }
  const ofBaseline = rates.get(baseline) ?? [];
  const standings = [...rates].map(([name, own]) => ({
    name,
    rate: spread(own),
    ratio: spread(own.map((rate, round) => rate / (ofBaseline[round] ?? NaN))),
  }));
  return { title, baseline, rounds, standings };
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? NaN;
  return { median: (lower + upper) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/** A race as a table: medians, and how far from them the rounds went. */
export function drawRace({ title, baseline, rounds, standings }: Race): string {
  const table = [
    ['', 'operations/s', 'min–max', `× ${baseline}`, 'min–max'],
    ...standings.map(({ name, rate, ratio }) => [
      name,
      short(rate.median),
      `${short(rate.min)}–${short(rate.max)}`,
      ratio.median.toFixed(2),
      `${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}`,
    ]),
  ];
  const width = (column: number): number => Math.max(...table.map((row) => row[column]?.length ?? 0));
  const lines = table.map(([name = '', ...figures]) =>
    [name.padEnd(width(0)), ...figures.map((figure, index) => figure.padStart(width(index + 1)))].join('  '),
  );
  return [`${title} (median of ${rounds} rounds)`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Three significant digits: 912, 4.13 k, 5.50 M. */
export function short(value: number): string {
  const [factor, unit] = value >= 999_500 ? [1e6, ' M'] : value >= 999.5 ? [1e3, ' k'] : [1, ''];
  const scaled = value / factor;
  return `${scaled.toFixed(scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2)}${unit}`;
}
