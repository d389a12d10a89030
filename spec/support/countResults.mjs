/**
 * Prints `N passed, N failed` as the last line of a CI run, and fails when anything has failed:
 * `node countResults.mjs <what jest --json wrote> <exit code of the tests> <exit code of the checks>`.
 */
import { readFileSync } from 'node:fs';

const [file, testsExit, checksExit] = process.argv.slice(2);

/** Jest writes nothing when it was never started, for example because the types are wrong. */
function readResults() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  }
}

const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = readResults();
const failedTests = numFailedTests + numRuntimeErrorTestSuites;
// Tests can fail as a whole without one that did: wrong types, a forbidden skip, no tests at all.
const tests = testsExit === '0' && numPassedTests > 0 ? failedTests : Math.max(failedTests, 1);
const checks = checksExit === '0' ? 0 : 1;

console.log(checks === 0 ? 'The checks passed.' : 'The checks failed.');
console.log(`${numPassedTests} passed, ${tests + checks} failed`);
process.exitCode = tests + checks === 0 ? 0 : 1;
