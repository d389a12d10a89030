import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Line {
  readonly status?: string;
  readonly event?: string;
  readonly cause?: string;
  readonly left?: number;
  readonly metrics?: { readonly enqueued: number; readonly sent: number; readonly reconnects: number };
}

const root = join(__dirname, '../..');

/** Runs the demo as a pipe sees it, and hands every line to `each`, which may act on the process. */
async function run(
  args: readonly string[],
  each: (line: Line, child: ReturnType<typeof spawn>) => void = () => {},
): Promise<{ lines: readonly Line[]; code: number | null }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'docs/examples/telemetry/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  const exit = once(child, 'exit') as Promise<[number | null]>;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    each(line, child);
  }
  const [code] = await exit;
  return { lines, code };
}

describe('npm start', () => {
  it('lives through a cut and a silent server, delivers what it queued, and ends by itself', async () => {
    const pace = 8;

    const { lines, code } = await run(['--pace', String(pace), '--for', '3.2']);

    const statuses = lines.flatMap(({ status }) => status ?? []);
    const causes = lines.flatMap(({ cause }) => cause ?? []);
    const end = lines.at(-1);
    expect(statuses.slice(0, 2)).toEqual(['connecting', 'connected']);
    expect(statuses.at(-1)).toBe('disconnected');
    expect(causes).toEqual(expect.arrayContaining(['closed', 'handshake', 'heartbeat-timeout']));
    expect(end).toMatchObject({ event: 'end', left: 0 });
    expect(end?.metrics?.reconnects).toBeGreaterThanOrEqual(2);
    expect(end?.metrics?.sent).toBe(end?.metrics?.enqueued);
    expect(code).toBe(0);
  }, 30_000);

  it('drains and exits at Ctrl-C', async () => {
    const { lines, code } = await run([], (line, child) => {
      if (line.status === 'connected') child.kill('SIGINT');
    });

    expect(lines.at(-1)).toMatchObject({ event: 'end', left: 0 });
    expect(code).toBe(0);
  }, 30_000);
});
