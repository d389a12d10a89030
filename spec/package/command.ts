import { spawn } from 'node:child_process';

export interface CommandConfig {
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** What a command that ended with another code than 0 has printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    command: string,
    readonly output: string,
  ) {
    super(`${command} failed`);
  }
}

/** Runs a program without a shell and resolves with all that it printed. */
export function command(
  program: string,
  args: readonly string[],
  { cwd = process.cwd(), signal }: CommandConfig = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    // An aborted child is waited for: what it still writes would stand in the way of tidying up.
    child.on('error', (error) => {
      if (signal?.aborted !== true) {
        reject(error);
      }
    });
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new CommandError([program, ...args].join(' '), output)),
    );
  });
}

/** Runs a JavaScript file, most often the command of a development dependency, with this Node. */
export function node(args: readonly string[], config: CommandConfig = {}): Promise<string> {
  return command(process.execPath, args, config);
}
