import * as t from 'io-ts';
import { filter, take } from 'rxjs';
import { dataSync } from 'rxwire';
import { messages } from 'rxwire/messages';
import { realtimeClient } from 'rxwire/node';
import { WebSocket } from 'ws';
import { cpuTime } from './cpuTime.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';
import { startFrameServer } from './startFrameServer.js';

export const name = 'channels';

// As in `receive`: shorter turns measure how soon optimized code is back after the garbage collection before each.
const count = 400_000;
const line = t.type({ text: t.string, senderId: t.string });

/** How many channels are observed, and how many of them are published to, in turn. */
const crowds = [
  { observed: 1, busy: 1 },
  { observed: 10_000, busy: 100 },
  { observed: 10_000, busy: 10_000 },
];

/**
 * What a channel costs that is only there shows in the second race: nothing. The third has every message on another channel: what is
 * kept of each outlives a collection of the young generation, and nothing of it is in the processor's cache; a bare `Map` of the latest
 * message has most of that cost, and `NODE_OPTIONS=--max-semi-space-size=64` shows how much.
 *
 * From "go" to the last of `count` publications, over loopback.
 */
export async function run(): Promise<readonly Race[]> {
  const { url, stop } = await startFrameServer();
  try {
    const races: Race[] = [];
    for (const { observed, busy } of crowds) {
      races.push(
        await race({
          title: `channels: publications to ${busy} of ${observed}, by CPU time of the client`,
          baseline: 'ws + JSON.parse + decode',
          contestants: [
            { name: 'ws + JSON.parse + decode', run: () => bare(`${url}/channels`, busy) },
            {
              name: 'the same, and a Map of the latest',
              run: () => bare(`${url}/channels`, busy, new Map()),
            },
            {
              name: 'rxwire client: codec, heartbeat, metrics',
              run: () => client(`${url}/channels`, busy),
            },
            { name: 'rxwire client + dataSync', run: () => channelled(`${url}/channels`, observed, busy) },
          ],
          rounds: 5,
          warmUp: 1,
        }),
      );
    }
    return races;
  } finally {
    stop();
  }
}

/** The envelope and then the data are decoded, as they are for an observer of a channel. */
function bare(url: string, channels: number, latest?: Map<unknown, unknown>): Promise<Turn> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let received = 0;
    let started = 0;
    socket.on('open', () => {
      started = cpuTime();
      socket.send(`go ${count} ${channels}`);
    });
    socket.on('message', (data) => {
      const message = messages.decode(String(data));
      if (message._tag === 'Right' && line.decode(message.right.data)._tag === 'Right') {
        latest?.set(message.right.channel, message.right);
        received += 1;
      }
      if (received < count) return;
      const elapsed = cpuTime() - started;
      socket.once('close', () => resolve({ operations: count, elapsed }));
      socket.close(1000);
    });
  });
}

function clientOf(url: string) {
  return realtimeClient({
    url,
    codec: {
      decode: messages.decode,
      encode: (message: string | { readonly type: string }) =>
        typeof message === 'string' ? message : JSON.stringify(message),
    },
    heartbeat: {
      interval: 1_000,
      timeout: 900,
      ping: ({ count: beat }) => `ping ${beat}`,
      isPong: (message) => message.type === 'pong',
    },
  });
}

function client(url: string, channels: number): Promise<Turn> {
  return new Promise((resolve) => {
    const realtime = clientOf(url);
    let started = 0;
    let received = 0;
    realtime.messages$.subscribe((message) => {
      if (line.decode(message.data)._tag === 'Right') received += 1;
      if (received < count) return;
      const elapsed = cpuTime() - started;
      realtime.dispose();
      resolve({ operations: count, elapsed });
    });
    realtime.state$.subscribe(({ status }) => {
      if (status !== 'connected') return;
      started = cpuTime();
      realtime.send(`go ${count} ${channels}`);
    });
  });
}

function channelled(url: string, observed: number, busy: number): Promise<Turn> {
  return new Promise((resolve, reject) => {
    const realtime = clientOf(url);
    const sync = dataSync(realtime, { codecs: { 'room:*': line } });
    let started = 0;
    let received = 0;
    for (let channel = 0; channel < observed; channel++) {
      sync.channel(`room:${channel}`).subscribe((event) => {
        if (event.kind !== 'publication') return reject(new Error(`a ${event.kind}`));
        received += 1;
        if (received < count) return;
        const elapsed = cpuTime() - started;
        realtime.dispose();
        resolve({ operations: count, elapsed });
      });
    }
    let joined = 0;
    realtime.messages$
      .pipe(
        filter(({ data }) => {
          const { channels: told = [0] } = data as { channels?: readonly unknown[] };
          joined += told.length;
          return joined === observed;
        }),
        take(1),
      )
      .subscribe(() => {
        started = cpuTime();
        realtime.send(`go ${count} ${busy}`);
      });
  });
}
