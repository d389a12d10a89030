import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createClient } from 'redis';
import { backoff, retryWithBackoff } from 'rxwire';
import { defer, firstValueFrom, timer } from 'rxjs';

/** Where `redis-server` is, if it is anywhere on the PATH. */
export const redisPath = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** A Redis of the test's own, on a free port of 127.0.0.1, with a directory of its own. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Runs a command, over a connection that is not the broker's. */
  command(...args: string[]): Promise<unknown>;
  /** Resolves when it is so, however long that takes within the test. */
  until(isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Ends the process with SIGKILL: it has no time for anything. */
  kill(): Promise<void>;
  /** Starts it again, on its port and with what its directory holds. */
  start(...settings: string[]): Promise<void>;
  /** Keeps what its directory holds, or puts that back; while it does not run. */
  readonly files: { keep(): Promise<void>; restore(): Promise<void> };
  /** Stops and goes on with the process, which notices nothing of the time between. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its directory. */
  end(): Promise<void>;
}

/** Starts a Redis that keeps nothing on disk, unless the settings say otherwise: `'--appendonly', 'yes'`. */
export async function redisServer(...settings: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rxwire-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const client = createClient({ url, socket: { reconnectStrategy: 20 } });
  client.on('error', () => undefined);

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await gone;
  };
  const start = async (...more: string[]): Promise<void> => {
    const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--loglevel', 'warning'];
    const defaults = ['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0'];
    child = spawn(redisPath as string, [...fixed, ...defaults, ...settings, ...more], { stdio: 'ignore' });
    await once(child, 'spawn');
    await firstValueFrom(
      defer(async () => {
        const probe = createClient({ url, socket: { reconnectStrategy: false } });
        probe.on('error', () => undefined);
        try {
          await probe.connect();
          await probe.ping();
        } finally {
          probe.destroy();
        }
      }).pipe(retryWithBackoff(backoff({ initialDelay: 20, factor: 1, jitter: 'none', maxAttempts: 500 }))),
    );
  };

  await start();
  await client.connect();
  return {
    port,
    url,
    command: (...args) => client.sendCommand(args),
    until: async (isSo) => {
      while (!(await isSo())) await firstValueFrom(timer(5));
    },
    kill: () => stop('SIGKILL'),
    start,
    files: {
      keep: () => cp(folder, `${folder}.kept`, { recursive: true, force: true }),
      restore: async () => {
        await rm(folder, { recursive: true, force: true });
        await cp(`${folder}.kept`, folder, { recursive: true });
      },
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    end: async () => {
      client.destroy();
      await stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}.kept`, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** One Redis for the tests of a describe. */
export function redisOfTheseTests(...settings: string[]): { readonly current: RedisServer } {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await redisServer(...settings);
  }, 20_000);
  afterAll(() => server?.end());
  return {
    get current() {
      return server as RedisServer;
    },
  };
}
