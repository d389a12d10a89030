/**
 * A jest reporter that leaves no skipped test unnoticed: it names each of them, and with RXWIRE_FORBID_SKIP=1 it makes
 * the run fail. A run that filters tests by name (`jest -t`) is left alone. Jest loads reporters as they are, so this
 * file is JavaScript.
 */
module.exports = class ForbidSkips {
  #filtered;
  #print;
  #error;

  constructor({ testNamePattern }, { print = (text) => process.stderr.write(text) } = {}) {
    this.#filtered = Boolean(testNamePattern);
    this.#print = print;
  }

  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap((file) => file.testResults.filter(isSkipped).map(describeSkipped));
    if (this.#filtered || skipped.length === 0) {
      return;
    }
    this.#print(`\n${skipped.join('\n')}\n`);
    if (process.env.RXWIRE_FORBID_SKIP === '1') {
      this.#error = new Error(`Skipping is forbidden here, and ${skipped.length} tests were skipped.`);
      this.#print(`${this.#error.message}\n`);
    }
  }

  /** Jest fails the run when a reporter has an error. */
  getLastError() {
    return this.#error;
  }
};

const isSkipped = ({ status }) => status === 'pending' || status === 'todo' || status === 'disabled';

/** The reason moves to the end of the line: `skipped: the bundle opens a socket: needs chromium`. */
function describeSkipped({ ancestorTitles, title, status }) {
  const reasons = [];
  const words = [...ancestorTitles, title].map((each) =>
    each.replace(/: (needs .+)$/, (_, reason) => {
      reasons.push(reason);
      return '';
    }),
  );
  const why = status === 'todo' ? 'not written yet' : reasons.join(', ') || 'no reason given';
  return `skipped: ${words.join(' ')}: ${why}`;
}
