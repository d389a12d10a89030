import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'rxwire-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

function count(
  results: object | string,
  testsExit = 0,
  checksExit = 0,
): { last?: string; exit: number | null } {
  const file = join(folder, 'results.json');
  writeFileSync(file, typeof results === 'string' ? results : JSON.stringify(results));
  const script = resolve(__dirname, 'countResults.mjs');
  const args = [script, file, String(testsExit), String(checksExit)];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { last: stdout.trim().split('\n').at(-1), exit: status };
}

const results = { numPassedTests: 12, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

describe('countResults', () => {
  it('prints what jest counted', () => {
    expect(count(results)).toEqual({ last: '12 passed, 0 failed', exit: 0 });
  });

  it('counts failed tests, and files that could not be run', () => {
    expect(count({ ...results, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }, 1)).toEqual({
      last: '12 passed, 3 failed',
      exit: 1,
    });
  });

  it('counts a run that failed without a failed test', () => {
    expect(count(results, 1)).toEqual({ last: '12 passed, 1 failed', exit: 1 });
  });

  it('counts a failed check', () => {
    expect(count(results, 0, 1)).toEqual({ last: '12 passed, 1 failed', exit: 1 });
  });

  it('takes no results for a failure', () => {
    expect(count('', 1)).toEqual({ last: '0 passed, 1 failed', exit: 1 });
  });

  it('takes a run without tests for a failure', () => {
    expect(count({ ...results, numPassedTests: 0 })).toEqual({ last: '0 passed, 1 failed', exit: 1 });
  });
});
