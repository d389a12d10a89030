/** Bundles the built ES modules and holds what they weigh against size-budget.json. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

interface Budgets {
  /** Budgets are bytes of minified code, gzipped at level 9, without other packages. */
  readonly useCases: Readonly<Record<string, UseCase>>;
  readonly entries: Readonly<Record<string, { readonly budget: number }>>;
}

interface UseCase {
  readonly entry: string;
  readonly names: readonly string[];
  /** Of what it adds to a bundle that has the RxJS it uses: what an application's users download for it. */
  readonly adds: number;
  /** Of its code with RxJS left outside, the import lines of each file included. */
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

const rxjs = ['rxjs', 'rxjs/*'];
const otherPackages = ['io-ts', 'fp-ts', 'fp-ts/*', 'ws', 'undici', 'redis', 'node:*'];

const bundle = (code: string, external: readonly string[], minify = true) =>
  build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: [...external],
  });

const gzipped = (contents: readonly Uint8Array[]): number =>
  contents.reduce((sum, each) => sum + gzipSync(each, { level: 9 }).length, 0);

async function weigh(code: string): Promise<Measured> {
  const { outputFiles, metafile } = await bundle(code, [...rxjs, ...otherPackages]);
  const contents = outputFiles.map((file) => file.contents);
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    heaviest: inputs
      .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, 10)
      .map(({ path, bytes }) => `${String(bytes).padStart(6)} ${path}`),
    minified: contents.reduce((sum, each) => sum + each.length, 0),
    gzipped: gzipped(contents),
  };
}

/** Bytes, gzipped, by which a bundle grows that has the RxJS which the code uses. */
async function weighAdded(code: string): Promise<number> {
  const weighBundle = async (contents: string): Promise<number> =>
    gzipped((await bundle(contents, otherPackages)).outputFiles.map((file) => file.contents));
  const [own] = (await bundle(code, [...rxjs, ...otherPackages], false)).outputFiles;
  const imported = [...(own?.text ?? '').matchAll(/^import \{([^}]*)\} from "rxjs";$/gm)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.trim().replace(/ as .*/, ''));
  if (imported.length === 0) throw new Error('found no import of RxJS in the bundle');
  const whole = await weighBundle(code);
  return whole - (await weighBundle(`export { ${[...new Set(imported)].join(', ')} } from 'rxjs';`));
}

const file = (entry: string): string => `./dist/esm/${entry === '.' ? '' : `${entry.slice(2)}/`}index.js`;

/** Weighs every use case and every entry of the budget. */
export async function weighAll(budgets: Budgets): Promise<Weight[]> {
  const useCases = Object.entries(budgets.useCases).map(async ([name, { entry, names, adds, budget }]) => {
    const code = `export { ${names.join(', ')} } from '${file(entry)}';`;
    const weight = await weigh(code);
    return [
      { ...weight, name, budget },
      {
        ...weight,
        name: `${name}: adds to a bundle with RxJS`,
        budget: adds,
        gzipped: await weighAdded(code),
      },
    ];
  });
  const entries = Object.entries(budgets.entries).map(async ([entry, { budget }]) => ({
    name: `rxwire${entry.slice(1)}, all of it`,
    budget,
    ...(await weigh(`export * from '${file(entry)}';`)),
  }));
  return [...(await Promise.all(useCases)).flat(), ...(await Promise.all(entries))];
}

/** The weights as a table; the last column says how much of the budget is left. */
export function drawWeights(weights: readonly Weight[]): string {
  const rows = weights.map(({ name, minified, gzipped, budget }) => [
    name,
    String(minified),
    String(gzipped),
    String(budget),
    gzipped <= budget ? `${budget - gzipped} left` : `${gzipped - budget} TOO MANY`,
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
  // Not `>`: a budget that is missing holds nothing.
  const tooHeavy = weights.filter(({ gzipped, budget }) => !(gzipped <= budget));
  if (tooHeavy.length > 0) {
    const why = tooHeavy.map(({ name, heaviest }) => `heaviest in ${name}\n${heaviest.join('\n')}`);
    throw new Error(['over budget', table, ...why].join('\n'));
  }
  return `gzipped, without RxJS\n${table}`;
}
