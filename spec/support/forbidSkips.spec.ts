interface Reporter {
  onRunComplete(contexts: unknown, results: unknown): void;
  getLastError(): Error | undefined;
}

interface Result {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

const ForbidSkips =
  jest.requireActual<
    new (globalConfig: { testNamePattern?: string }, options: { print(text: string): void }) => Reporter
  >('./forbidSkips.cjs');

function report(results: readonly Result[], testNamePattern?: string): { printed: string; error?: Error } {
  let printed = '';
  const reporter = new ForbidSkips({ testNamePattern }, { print: (text) => (printed += text) });
  reporter.onRunComplete(new Set(), { testResults: [{ testResults: results }] });
  return { printed, error: reporter.getLastError() };
}

const passed: Result = { ancestorTitles: ['the hub'], title: 'routes', status: 'passed' };
const skipped: Result = {
  ancestorTitles: ['the bundle: needs chromium'],
  title: 'opens a socket',
  status: 'pending',
};

describe('forbidSkips', () => {
  const before = process.env.RXWIRE_FORBID_SKIP;
  afterEach(() => {
    process.env.RXWIRE_FORBID_SKIP = before ?? '';
  });

  it('names each skipped test and what it needs', () => {
    process.env.RXWIRE_FORBID_SKIP = '';

    const { printed, error } = report([passed, skipped]);

    expect(printed).toBe('\nskipped: the bundle opens a socket: needs chromium\n');
    expect(error).toBeUndefined();
  });

  it('names a test that is still to be written', () => {
    const { printed } = report([{ ...passed, status: 'todo' }]);

    expect(printed).toContain('skipped: the hub routes: not written yet');
  });

  it('fails the run where skipping is forbidden', () => {
    process.env.RXWIRE_FORBID_SKIP = '1';

    const { error } = report([passed, skipped]);

    expect(error?.message).toContain('1 tests were skipped');
  });

  it('is silent when nothing was skipped', () => {
    process.env.RXWIRE_FORBID_SKIP = '1';

    expect(report([passed])).toEqual({ printed: '', error: undefined });
  });

  it('leaves a run alone that picks tests by name', () => {
    process.env.RXWIRE_FORBID_SKIP = '1';

    expect(report([skipped], 'routes')).toEqual({ printed: '', error: undefined });
  });
});
