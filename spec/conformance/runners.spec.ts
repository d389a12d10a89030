import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const file = 'spec/conformance/runners/kit.test.ts';
const timeout = 120_000;

/** How often the file says `it`, and the laws. */
const tests = 7 + 7;

/** A runner, and how it says in its own words how many passed and failed. */
interface Runner {
  readonly args: readonly string[];
  readonly passed: string;
  readonly onePlanted: string;
}

// By path: jasmine exports no more than its API.
const bin = (path: string): string => join(root, 'node_modules', path);

const runners: readonly [name: string, runner: Runner][] = [
  [
    'jest',
    {
      args: [bin('jest/bin/jest.js'), '--testMatch', `**/${file}`, '--reporters', 'default'],
      passed: `Tests: ${tests} passed, ${tests} total`,
      onePlanted: `Tests: 1 failed, ${tests} passed, ${tests + 1} total`,
    },
  ],
  [
    'vitest',
    {
      args: [bin('vitest/vitest.mjs'), 'run', '--globals', file],
      passed: `Tests ${tests} passed (${tests})`,
      onePlanted: `Tests 1 failed | ${tests} passed (${tests + 1})`,
    },
  ],
  [
    'node:test',
    {
      args: [
        '--import',
        'tsx',
        '--import',
        './spec/conformance/runners/nodeTest.mjs',
        '--test-reporter=tap',
        '--test',
        file,
      ],
      passed: `# pass ${tests} # fail 0`,
      onePlanted: `# pass ${tests} # fail 1`,
    },
  ],
  [
    'jasmine',
    {
      args: ['--import', 'tsx', bin('jasmine/bin/jasmine.js'), file],
      passed: `${tests} specs, 0 failures`,
      onePlanted: `${tests + 1} specs, 1 failure`,
    },
  ],
];

describe.each(runners)('the kit under %s', (_, { args, passed, onePlanted }) => {
  it(
    'passes',
    async () => {
      const { exitCode, output } = await run(args, {});

      expect(words(output)).toContain(passed);
      expect(exitCode).toBe(0);
    },
    timeout,
  );

  it(
    'fails a test whose stream is not as drawn, and draws both',
    async () => {
      const { exitCode, output } = await run(args, { PLANT_A_FAILURE: 'yes' });

      expect(words(output)).toContain(onePlanted);
      expect(words(output)).toContain(
        'expectObservable: not as drawn expected --a--b| actual --a---b| a = { id: 1 } b = { id: 2 } from 5 ms on',
      );
      // jasmine says 3; null would be a runner that was stopped.
      expect([1, 3]).toContain(exitCode);
    },
    timeout,
  );
});

/** What a runner says, without its layout. */
function words(output: string): string {
  return output.replace(/\s+/g, ' ');
}

/** Runs a file with Node, bounded in time, and without the environment of the runner that runs this spec. */
function run(
  args: readonly string[],
  plant: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const { JEST_WORKER_ID: _, NODE_ENV: __, NODE_TEST_CONTEXT: ___, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0', ...plant },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeout - 5_000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, output }));
  });
}
