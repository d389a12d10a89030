/** Runs the benchmarks of this folder: `npm run bench`, or `npm run bench -- receive` for the one so named, or those with it in their names. */
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { drawRace, type Benchmark } from './harness.js';

const [wanted = ''] = process.argv.slice(2);

const benchmarks = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.bench.ts'))
    .sort()
    .map(async (file) => {
      const benchmark = (await import(
        pathToFileURL(join(import.meta.dirname, file)).href
      )) as Partial<Benchmark>;
      if (typeof benchmark.name !== 'string' || typeof benchmark.run !== 'function') {
        throw new TypeError(`${file} does not export a name and a run`);
      }
      return { name: benchmark.name, run: benchmark.run };
    }),
);

const exact = benchmarks.filter(({ name }) => name === wanted);
const chosen = exact.length > 0 ? exact : benchmarks.filter(({ name }) => name.includes(wanted));
if (chosen.length === 0) {
  const names = benchmarks.map(({ name }) => name).join(', ');
  console.error(`no benchmark is named like '${wanted}'; there are: ${names || 'none'}`);
  process.exitCode = 1;
} else {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
}
for (const { run } of chosen) {
  for (const result of await run()) {
    console.log(`\n${typeof result === 'string' ? result : drawRace(result)}`);
  }
}
