/**
 * Checks all that `npm test` does not: style, the architecture, the build, and the package as its users get it.
 * `npm run check -- size` runs only the steps whose names contain one of the words given, and what they need.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { node } from './command.js';
import {
  bundleForBrowser,
  installConsumers,
  nodePlatform,
  page,
  refuseNodeInBrowser,
  runConsumer,
  typeCheckConsumer,
} from './consumers.js';
import { runSteps, type Step } from './runSteps.js';
import { checkSize } from './size.js';
import { checkTypesOfPackage, lintPackage, pack } from './tarball.js';

const root = resolve(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'rxwire-check-'));
let tarball = '';

/** Only files that have changed are looked at again; a fresh checkout, as CI has it, looks at all of them. */
const prettierCache = ['--cache', '--cache-location', '.cache/prettier'];
const eslintCache = ['--cache', '--cache-strategy', 'content', '--cache-location', '.cache/eslint'];

const tool = (name: string, ...args: string[]): Step['run'] => {
  return async (signal) => void (await node([join('node_modules', name), ...args], { cwd: root, signal }));
};

const steps: readonly Step[] = [
  { name: 'build', run: tool('tsx/dist/cli.mjs', 'spec/package/build.ts') },
  { name: 'lint', run: tool('eslint/bin/eslint.js', '.', '--max-warnings', '0', ...eslintCache) },
  {
    name: 'pack',
    after: ['build'],
    run: async (signal) => {
      tarball = await pack(folder, signal);
    },
  },
  { name: 'install', after: ['pack'], run: (signal) => installConsumers(folder, tarball, signal) },
  { name: 'format', run: tool('prettier/bin/prettier.cjs', '--check', '.', ...prettierCache) },
  { name: 'architecture', run: tool('jest/bin/jest.js', 'spec/architecture.spec.ts') },
  { name: 'publint', after: ['pack'], run: () => lintPackage(tarball) },
  { name: 'are the types wrong', after: ['pack'], run: (signal) => checkTypesOfPackage(tarball, signal) },
  { name: 'size', after: ['build'], run: () => checkSize() },
  { name: 'consumer: ESM', after: ['install'], run: (signal) => runConsumer(folder, 'esm.mjs', signal) },
  {
    name: 'consumer: CommonJS',
    after: ['install'],
    run: (signal) => runConsumer(folder, 'commonjs.cjs', signal),
  },
  ...(['node16', 'nodenext', 'bundler'] as const).map((resolution) => ({
    name: `consumer: types ${resolution}`,
    after: ['install'],
    run: (signal: AbortSignal) =>
      typeCheckConsumer(folder, { source: 'types', resolution, platform: page }, signal),
  })),
  {
    name: 'consumer: types of Node',
    after: ['install'],
    run: (signal) =>
      typeCheckConsumer(
        folder,
        { source: 'typesNode', resolution: 'nodenext', platform: nodePlatform },
        signal,
      ),
  },
  { name: 'consumer: browser', after: ['install'], run: () => bundleForBrowser(folder) },
  { name: 'consumer: misuse', after: ['install'], run: () => refuseNodeInBrowser(folder) },
];

/** The steps whose names contain one of the words, and all that those come after. */
function choose(words: readonly string[]): readonly Step[] {
  const chosen = new Set<Step>();
  const add = (step: Step): void => {
    chosen.add(step);
    steps.filter(({ name }) => step.after?.includes(name)).forEach(add);
  };
  steps.filter(({ name }) => words.some((word) => name.includes(word))).forEach(add);
  return steps.filter((step) => chosen.has(step));
}

const words = process.argv.slice(2);
const started = performance.now();
try {
  const passed = await runSteps(words.length === 0 ? steps : choose(words), {
    atOnce: availableParallelism(),
    print: (line) => console.log(line),
    now: () => performance.now(),
  });
  console.log(
    `check ${passed ? 'passed' : 'FAILED'} after ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  process.exitCode = passed ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
