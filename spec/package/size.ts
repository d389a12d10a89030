/** Bundles the built ES modules and holds what they weigh against size-budget.json. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

interface Budgets {
  /** Budgets are bytes of minified code, gzipped at level 9, without RxJS and without other packages. */
  readonly useCases: Readonly<Record<string, UseCase>>;
  readonly entries: Readonly<Record<string, { readonly budget: number }>>;
}

interface UseCase {
  readonly entry: string;
  readonly names: readonly string[];
  readonly budget: number;
}

interface Measured {
  readonly minified: number;
  readonly gzipped: number;
  /** The heaviest files, with their bytes in the minified bundle. */
  readonly heaviest: readonly string[];
}

interface Weight extends Measured {
  readonly name: string;
  readonly budget: number;
}

const root = resolve(import.meta.dirname, '../..');

async function weigh(code: string): Promise<Measured> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['rxjs', 'rxjs/*', 'io-ts', 'fp-ts', 'fp-ts/*', 'ws', 'undici', 'node:*'],
  });
  const contents = outputFiles.map((file) => file.contents);
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    heaviest: inputs
      .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, 10)
      .map(({ path, bytes }) => `${String(bytes).padStart(6)} ${path}`),
    minified: contents.reduce((sum, each) => sum + each.length, 0),
    gzipped: contents.reduce((sum, each) => sum + gzipSync(each, { level: 9 }).length, 0),
  };
}

const file = (entry: string): string => `./dist/esm/${entry === '.' ? '' : `${entry.slice(2)}/`}index.js`;

/** Weighs every use case and every entry of the budget. */
export async function weighAll(budgets: Budgets): Promise<Weight[]> {
  const useCases = Object.entries(budgets.useCases).map(async ([name, { entry, names, budget }]) => ({
    name,
    budget,
    ...(await weigh(`export { ${names.join(', ')} } from '${file(entry)}';`)),
  }));
  const entries = Object.entries(budgets.entries).map(async ([entry, { budget }]) => ({
    name: `rxwire${entry.slice(1)}, all of it`,
    budget,
    ...(await weigh(`export * from '${file(entry)}';`)),
  }));
  return Promise.all([...useCases, ...entries]);
}

/** The weights as a table; the last column says how much of the budget is left. */
export function drawWeights(weights: readonly Weight[]): string {
  const rows = weights.map(({ name, minified, gzipped, budget }) => [
    name,
    String(minified),
    String(gzipped),
    String(budget),
    gzipped > budget ? `${gzipped - budget} TOO MANY` : `${budget - gzipped} left`,
  ]);
  const table = [['bytes', 'minified', 'gzipped', 'budget', ''], ...rows];
  const width = (column: number): number => Math.max(...table.map((row) => row[column]?.length ?? 0));
  return table
    .map(([name = '', ...figures]) =>
      [
        `     ${name.padEnd(width(0))}`,
        ...figures.map((figure, index) => figure.padStart(width(index + 1))),
      ].join('  '),
    )
    .join('\n');
}

export async function checkSize(): Promise<string> {
  const budgets = JSON.parse(
    readFileSync(resolve(import.meta.dirname, 'size-budget.json'), 'utf8'),
  ) as Budgets;
  const weights = await weighAll(budgets);
  const table = drawWeights(weights);
  const tooHeavy = weights.filter(({ gzipped, budget }) => gzipped > budget);
  if (tooHeavy.length > 0) {
    const why = tooHeavy.map(({ name, heaviest }) => `heaviest in ${name}\n${heaviest.join('\n')}`);
    throw new Error(['over budget', table, ...why].join('\n'));
  }
  return `gzipped, without RxJS\n${table}`;
}
