import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Line {
  readonly status?: string;
  readonly transport?: string;
  readonly resumedFrom?: string;
  readonly retryAfter?: number;
  readonly delay?: number;
  readonly cut?: { readonly event: string; readonly byte: number; readonly of: number };
  readonly replayed?: number;
  readonly event?: string;
  readonly cause?: string;
  readonly left?: number;
  readonly metrics?: { readonly enqueued: number; readonly sent: number; readonly reconnects: number };
  readonly events?: { readonly received: number; readonly lost: number; readonly doubled: number };
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
  it('lives through a cut and a silent server, and delivers what it queued', async () => {
    const pace = 8;

    let silenced = false;
    const { lines, code } = await run(['--pace', String(pace)], ({ cause, status, transport }, child) => {
      silenced ||= cause === 'heartbeat-timeout';
      if (silenced && status === 'connected' && transport === 'websocket') child.kill('SIGINT');
    });

    const story = lines.filter(({ transport }) => transport === 'websocket');
    const statuses = story.flatMap(({ status }) => status ?? []);
    const causes = story.flatMap(({ cause }) => cause ?? []);
    const end = lines.at(-1);
    expect(statuses.slice(0, 2)).toEqual(['connecting', 'connected']);
    expect(statuses.at(-1)).toBe('disconnected');
    expect(causes).toEqual(expect.arrayContaining(['closed', 'handshake', 'heartbeat-timeout']));
    expect(end).toMatchObject({ event: 'end', left: 0 });
    expect(end?.metrics?.reconnects).toBeGreaterThanOrEqual(2);
    expect(end?.metrics?.sent).toBe(end?.metrics?.enqueued);
    expect(code).toBe(0);
  }, 30_000);

  it('resumes an event stream that was cut in the middle of an event, and misses nothing', async () => {
    const pace = 8;

    const { lines, code } = await run(['--pace', String(pace)], ({ event }, child) => {
      if (event === 'resumed') child.kill('SIGINT');
    });

    const story = lines.filter(({ transport, event }) => transport === 'sse' && event !== 'metrics');
    const { event, byte, of } = story.flatMap(({ cut }) => cut ?? [])[0] as NonNullable<Line['cut']>;
    const after = String(Number(event) - 1);
    expect(byte).toBeGreaterThan(0);
    expect(byte).toBeLessThan(of);
    expect(story).toMatchObject([
      { status: 'connecting', attempt: 0 },
      { status: 'connected' },
      { event: 'trouble' },
      { status: 'waiting', attempt: 1, cause: 'closed', retryAfter: 1_000 / pace },
      { status: 'connecting', attempt: 1 },
      { status: 'connected', resumedFrom: after },
      { event: 'resumed', after, lost: 0, doubled: 0 },
      { status: 'disconnected' },
    ]);
    expect(story[6]?.replayed).toBeGreaterThanOrEqual(1);
    expect(lines.at(-1)).toMatchObject({ event: 'end', events: { lost: 0, doubled: 0 } });
    expect(code).toBe(0);
  }, 30_000);

  it('ends by itself after the time that it was given', async () => {
    const { lines, code } = await run(['--for', '0.5']);

    expect(lines.at(-1)).toMatchObject({ event: 'end', left: 0 });
    expect(code).toBe(0);
  }, 30_000);

  it('drains and exits at Ctrl-C', async () => {
    const { lines, code } = await run([], (line, child) => {
      if (line.status === 'connected' && line.transport === 'websocket') child.kill('SIGINT');
    });

    const lastStates = lines.slice(-3, -1);
    expect(lastStates.map(({ status, transport }) => `${transport} ${status}`)).toEqual([
      'sse disconnected',
      'websocket disconnected',
    ]);
    expect(lines.at(-1)).toMatchObject({ event: 'end', left: 0 });
    expect(code).toBe(0);
  }, 30_000);
});
