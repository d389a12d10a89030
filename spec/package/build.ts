/** Builds dist/: ES modules and CommonJS, each by plain `tsc`, both at the same time. The types are checked once. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError, node } from './command.js';

const root = resolve(import.meta.dirname, '../..');
const tsc = (project: string): Promise<string> =>
  node(['node_modules/typescript/bin/tsc', '--project', project], { cwd: root });

await rm(resolve(root, 'dist'), { recursive: true, force: true });
await mkdir(resolve(root, 'dist/cjs'), { recursive: true });
// The package says "type": "module"; this folder must say otherwise.
await writeFile(resolve(root, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');

try {
  await Promise.all([tsc('tsconfig.build.json'), tsc('tsconfig.build.cjs.json')]);
} catch (error) {
  console.error(error instanceof CommandError ? error.output : error);
  process.exitCode = 1;
}
