import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the frame server in a process of its own. */
export async function startFrameServer(): Promise<{ url: string; stop(): void }> {
  const child = fork(join(import.meta.dirname, 'frameServer.ts'));
  const [port] = (await once(child, 'message')) as [number];
  return { url: `ws://127.0.0.1:${port}`, stop: () => child.disconnect() };
}
