import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { redisPath, redisServer } from '../support/redisServer.js';

interface Row {
  readonly transport: string;
  readonly delivered: number;
  readonly missed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly falseGaps: number;
}

interface Line {
  readonly status?: string;
  readonly transport?: string;
  readonly event?: string;
  readonly kind?: string;
  readonly cause?: string;
  readonly cut?: { readonly byte: number; readonly of: number };
  readonly recovered?: number | boolean;
  readonly gaps?: readonly { readonly channel: string; readonly reason: string }[];
  readonly count?: number;
  readonly text?: string;
  readonly published?: number;
  readonly clients?: readonly Row[];
}

const root = join(__dirname, '../..');

function start(args: readonly string[]) {
  return spawn(process.execPath, ['--import', 'tsx', 'docs/examples/telemetry/main.ts', ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Runs the demo as a pipe sees it, and hands every line to `each`, which may act on the process. */
async function run(
  args: readonly string[],
  each: (line: Line, child: ReturnType<typeof start>, lines: readonly Line[]) => void = () => {},
  typed?: string,
): Promise<{ lines: readonly Line[]; code: number | null }> {
  const child = start(args);
  child.stdin.end(typed);
  const lines: Line[] = [];
  const exit = once(child, 'exit') as Promise<[number | null]>;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    each(line, child, lines);
  }
  const [code] = await exit;
  return { lines, code };
}

const of =
  (name: string) =>
  ({ transport }: Line): boolean =>
    transport === name;
const told =
  (name: string) =>
  ({ event }: Line): boolean =>
    event === name;

describe('npm start', () => {
  it('recovers from cuts, silence and a hub that is killed, and tells each time what it has got', async () => {
    const { lines, code } = await run(['--pace', '6'], ({ event }, child, all) => {
      const afterTheKill = all.slice(all.findIndex(({ kind }) => kind === 'restart'));
      if (event === 'recovered' && afterTheKill.filter(told('recovered')).length === 2) child.kill('SIGINT');
    });

    const ofWebSocket = lines.filter(of('websocket'));
    const ofEvents = lines.filter(of('sse'));
    expect(lines.filter(told('trouble')).map(({ kind, transport }) => [kind, transport])).toEqual([
      ['cut', 'websocket'],
      ['cut', 'sse'],
      ['silence', 'websocket'],
      ['restart', undefined],
    ]);
    for (const { byte, of: all } of lines.flatMap(({ cut }) => cut ?? [])) {
      expect(byte).toBeGreaterThan(0);
      expect(byte).toBeLessThan(all);
    }
    expect(ofWebSocket.flatMap(({ cause }) => cause ?? [])).toEqual(
      expect.arrayContaining(['closed', 'handshake', 'heartbeat-timeout']),
    );
    expect(ofEvents.flatMap(({ cause }) => cause ?? [])).toEqual(
      expect.arrayContaining(['closed', 'handshake']),
    );

    const gone = ['telemetry', 'chat_lobby', 'chat_ticks'].map((channel) => ({ channel, reason: 'epoch' }));
    expect(ofWebSocket.filter(told('recovered')).map(({ gaps }) => gaps)).toEqual([[], [], gone]);
    expect(ofEvents.filter(told('recovered')).map(({ gaps }) => gaps)).toEqual([[], gone]);
    const afterCuts = [...ofWebSocket, ...ofEvents].filter(
      ({ event, gaps }) => event === 'recovered' && gaps?.length === 0,
    );
    for (const { recovered } of afterCuts) expect(recovered).toBeGreaterThan(0);
    expect(ofWebSocket.find(told('flushed'))?.count).toBeGreaterThan(0);
    expect(lines.filter(told('ledger'))).toHaveLength(5);
    for (const { clients } of lines.filter(told('ledger')))
      for (const row of clients ?? []) expect(row).toMatchObject({ lost: 0, doubled: 0, falseGaps: 0 });

    const verdict = lines.at(-1);
    expect(verdict).toMatchObject({ event: 'verdict', ok: true, breaks: 4, restarts: 1, left: 0 });
    expect(verdict?.published).toBeGreaterThan(100);
    expect(verdict?.clients?.map(({ delivered, missed }) => delivered + missed)).toEqual([
      verdict?.published,
      verdict?.published,
    ]);
    expect(code).toBe(0);
  }, 40_000);

  (redisPath === undefined ? it.skip : it)(
    'loses nothing, not even the past, when the hub is killed and its channels are in a Redis',
    async () => {
      const redis = await redisServer();
      const { lines, code } = await run(['--redis', redis.url, '--pace', '3', '--for', '12']).finally(() =>
        redis.end(),
      );

      const verdict = lines.at(-1);
      expect(verdict).toMatchObject({ event: 'verdict', ok: true, restarts: 1, left: 0 });
      for (const row of verdict?.clients ?? []) {
        expect(row).toMatchObject({ delivered: verdict?.published, gaps: 0, lost: 0, doubled: 0 });
      }
      expect(code).toBe(0);
    },
    40_000,
  );

  it('says that there is no Redis', async () => {
    const { lines, code } = await run(['--redis', 'redis://127.0.0.1:1']);

    expect(lines.at(-1)).toMatchObject({ event: 'error' });
    expect(code).toBe(1);
  }, 40_000);

  it('brings each line of its input to both clients, in order, and goes on when the input has ended', async () => {
    const input = Array.from({ length: 30 }, (_, index) => `line ${index}`);

    const { lines, code } = await run(
      [],
      ({ event }, child, all) => {
        if (event === 'chat' && all.filter(told('chat')).length === 60) child.kill('SIGINT');
      },
      `${input.join('\n')}\n`,
    );

    const seen = (name: string) => lines.filter(told('chat')).filter(of(name));
    expect(new Set(seen('sse').map(({ text }) => text))).toEqual(new Set(input));
    expect(seen('websocket').map(({ text }) => text)).toEqual(seen('sse').map(({ text }) => text));
    expect(lines.at(-1)).toMatchObject({ event: 'verdict', ok: true, left: 0 });
    expect(code).toBe(0);
  }, 40_000);

  it('ends by itself after the time that it was given', async () => {
    const { lines, code } = await run(['--for', '0.5']);

    expect(lines.at(-1)).toMatchObject({ event: 'verdict', ok: true, left: 0 });
    expect(code).toBe(0);
  }, 40_000);

  it('drains and exits at Ctrl-C', async () => {
    const { lines, code } = await run([], ({ status: now }, child, all) => {
      const isOpen = all.filter(({ status }) => status === 'connected').length === 2;
      if (now === 'connected' && isOpen) child.kill('SIGINT');
    });

    const lastStates = lines.slice(-3, -1).map(({ status, transport }) => `${transport} ${status}`);
    expect(lastStates.sort()).toEqual(['sse disconnected', 'websocket disconnected']);
    expect(lines.at(-1)).toMatchObject({ event: 'verdict', ok: true, left: 0 });
    expect(code).toBe(0);
  }, 40_000);

  it('ends when nobody reads it any more', async () => {
    const child = start([]);
    const exit = once(child, 'exit');

    await once(child.stdout, 'data');
    child.stdout.destroy();

    expect(await exit).toEqual([0, null]);
  }, 40_000);
});
