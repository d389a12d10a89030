import { runSteps, type Step } from './runSteps.js';

const pass = (): Promise<void> => Promise.resolve();

async function run(steps: readonly Step[], atOnce = 2): Promise<{ passed: boolean; lines: string[] }> {
  const lines: string[] = [];
  const passed = await runSteps(steps, { atOnce, print: (line) => lines.push(line), now: () => 0 });
  return { passed, lines };
}

describe('runSteps', () => {
  it('starts a step after those that it names', async () => {
    const started: string[] = [];
    const step = (name: string, after?: string[]): Step => ({
      name,
      after,
      run: () => {
        started.push(name);
        return pass();
      },
    });

    const { passed } = await run([step('third', ['second']), step('second', ['first']), step('first')]);

    expect(passed).toBe(true);
    expect(started).toEqual(['first', 'second', 'third']);
  });

  it('prints one line per step, with what the step has to say', async () => {
    const { lines } = await run([{ name: 'size', run: () => Promise.resolve('4000 of 4096 bytes') }]);

    expect(lines).toEqual([expect.stringMatching(/^ok {3}size +0\.0 s {2}4000 of 4096 bytes$/)]);
  });

  it('aborts what is under way, starts nothing else and says why, when a step fails', async () => {
    const started: string[] = [];
    let aborted = false;
    const underWay: Step = {
      name: 'under way',
      run: (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          }),
        ),
    };
    const failing: Step = { name: 'failing', run: () => Promise.reject(new Error('the reason')) };
    const later: Step = { name: 'later', run: () => (started.push('later'), pass()) };

    const { passed, lines } = await run([underWay, failing, later]);

    expect(passed).toBe(false);
    expect(aborted).toBe(true);
    expect(started).toEqual([]);
    expect(lines).toEqual([expect.stringMatching(/^FAIL failing/), expect.stringContaining('the reason')]);
  });

  it('fails when a step waits for one that waits for it', async () => {
    const { passed, lines } = await run([
      { name: 'a', after: ['b'], run: pass },
      { name: 'b', after: ['a'], run: pass },
    ]);

    expect(passed).toBe(false);
    expect(lines).toHaveLength(2);
  });

  it('runs no more steps at once than it was told', async () => {
    let running = 0;
    let most = 0;
    const step = (name: string): Step => ({
      name,
      run: async () => {
        most = Math.max(most, ++running);
        await pass();
        running--;
      },
    });

    await run(['a', 'b', 'c', 'd'].map(step), 2);

    expect(most).toBe(2);
  });
});
