import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventStream, httpServer } from '../support/httpServer.js';
import { closeFrame, rawWebSocketServer } from '../support/rawWebSocketServer.js';
import { closedPort, tcpServer } from '../support/tcpServer.js';
import { webSocketServer } from '../support/webSocketServer.js';

export interface HandlesUrls {
  /** Accepts TCP and says nothing. */
  readonly mute: string;
  /** Echoes. */
  readonly live: string;
  /** Opens, and neither reads nor answers. */
  readonly silent: string;
  /** Opens, says that it closes, and keeps the TCP connection. */
  readonly closing: string;
  readonly refused: string;
  /** Answers with an event stream: an event, and half of one. */
  readonly events: string;
  /** Takes the request, and answers nothing. */
  readonly unanswered: string;
}

interface Handles {
  readonly phase: string;
  readonly idle: string;
  readonly during: string;
  readonly after: string;
}

async function servers(): Promise<HandlesUrls> {
  const silent = await webSocketServer({ greet: (socket) => socket.pause() });
  const { url: live } = await webSocketServer({
    greet: (socket) => void socket.on('message', (data, binary) => socket.send(data, { binary })),
  });
  return {
    mute: (await tcpServer()).url,
    live,
    silent: silent.url,
    closing: (await rawWebSocketServer(closeFrame(1012))).url,
    refused: `ws://127.0.0.1:${await closedPort()}`,
    events: (await httpServer(({ response }) => eventStream(response, 'data: a\n\ndata: b'))).url,
    unanswered: (await httpServer()).url,
  };
}

describe('a process that unsubscribes', () => {
  it('has no handle and no timer left, in whatever phase it did, and ends by itself', async () => {
    const args = ['--import', 'tsx', resolve(__dirname, 'handlesScript.ts'), JSON.stringify(await servers())];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 20_000 });
    const exited = once(child, 'exit');
    const handles: Handles[] = [];
    let leftAt = NaN;

    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'left') leftAt = performance.now();
      else handles.push(JSON.parse(line) as Handles);
    }
    const [code] = (await exited) as [number | null];
    const endedAfter = performance.now() - leftAt;

    expect(handles).toHaveLength(24);
    expect(handles.filter(({ idle, during }) => idle === during)).toEqual([]);
    expect(handles.filter(({ idle, after }) => idle !== after)).toEqual([]);
    expect(code).toBe(0);
    // closeTimeout is 100 ms; the rest is for a machine that is busy.
    expect(endedAfter).toBeLessThan(3_000);
  }, 25_000);
});
