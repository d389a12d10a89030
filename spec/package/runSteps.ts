import { CommandError } from './command.js';

export interface Step {
  readonly name: string;
  /** Names of the steps that must have passed before this one starts. */
  readonly after?: readonly string[];
  /** Does the work, resolves with what its line says beside the name, and rejects when it failed. */
  readonly run: (signal: AbortSignal) => Promise<string | void>;
}

export interface RunStepsConfig {
  /** How many steps run at the same time, at most. */
  readonly atOnce: number;
  readonly print: (line: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Runs steps as soon as those they come after have passed, and prints one line when a step has ended.
 * The first failure aborts the steps that are under way and starts no other. Resolves with whether all passed.
 */
export async function runSteps(
  steps: readonly Step[],
  { atOnce, print, now }: RunStepsConfig,
): Promise<boolean> {
  const abort = new AbortController();
  const passed = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const waiting = new Set(steps);
  const names = new Set(steps.map((step) => step.name));
  const isReady = ({ after = [] }: Step): boolean =>
    after.every((name) => passed.has(name) || !names.has(name));

  const start = async (step: Step): Promise<void> => {
    const started = now();
    const line = (mark: string, detail = ''): string =>
      `${mark} ${step.name.padEnd(24)} ${((now() - started) / 1000).toFixed(1).padStart(5)} s  ${detail}`.trimEnd();
    try {
      const detail = await step.run(abort.signal);
      passed.add(step.name);
      print(line('ok  ', detail ?? ''));
    } catch (error) {
      if (!abort.signal.aborted) {
        abort.abort();
        print(line('FAIL'));
        print(explain(error));
      }
    } finally {
      running.delete(step.name);
    }
  };

  while (!abort.signal.aborted) {
    for (const step of waiting) {
      if (running.size < atOnce && isReady(step)) {
        waiting.delete(step);
        running.set(step.name, start(step));
      }
    }
    if (running.size === 0) {
      break;
    }
    await Promise.race(running.values());
  }
  await Promise.all(running.values());

  const neverReady = abort.signal.aborted ? [] : [...waiting];
  neverReady.forEach(({ name }) => print(`FAIL ${name} waits for a step that cannot pass`));
  return passed.size === steps.length;
}

function explain(error: unknown): string {
  if (error instanceof CommandError) {
    return `${error.message}\n${error.output}`;
  }
  // A plain Error is a step's own verdict; anything else is a mistake in the step, and its place matters.
  return error instanceof Error && error.name !== 'Error' ? (error.stack ?? error.message) : String(error);
}
