import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

const batchSize = 400;

/**
 * The far end of `dataSync`: answers requests to subscribe, and on the text `go N K` writes N publications to the raw socket, in turn to
 * the channels `room:0` to `room:K-1`, with offsets that rise.
 */
export function serveChannels(webSocket: WebSocket, socket: Socket): void {
  webSocket.on('message', (data: Buffer) => {
    const text = String(data);
    if (text.startsWith('go ')) {
      const [, count, channels] = text.split(' ').map(Number) as [number, number, number];
      write(socket, batches(count, channels), 0);
      return;
    }
    if (text.startsWith('ping ')) return;
    const { id, data: request } = JSON.parse(text) as { id: string; data: Request };
    if (request.action !== 'subscribe') return;
    const channels = (request.channels ?? [request]).map(({ channel }) => ({
      channel,
      epoch: 'e',
      offset: 0,
      recovering: false,
      recovered: false,
      replay: 0,
    }));
    const answer = request.channels === undefined ? channels[0] : { channels };
    const timestamp = '2026-03-01T12:00:00.000Z';
    webSocket.send(
      JSON.stringify({ type: 'systemMessage', id, timestamp, data: { action: 'subscribed', ...answer } }),
    );
  });
}

interface Request {
  readonly action: string;
  readonly channel: string;
  readonly channels?: readonly { readonly channel: string }[];
}

/** Built once: what is measured is not how fast they are made. */
const built = new Map<string, readonly Buffer[]>();

function batches(count: number, channels: number): readonly Buffer[] {
  const key = `${count} ${channels}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const made = Array.from({ length: count / batchSize }, (_, batch) =>
    Buffer.concat(Array.from({ length: batchSize }, (_, i) => frame(batch * batchSize + i, channels))),
  );
  built.set(key, made);
  return made;
}

function write(socket: Socket, all: readonly Buffer[], from: number): void {
  for (let next = from; next < all.length; next++) {
    if (!socket.write(all[next] as Buffer)) {
      socket.once('drain', () => write(socket, all, next + 1));
      return;
    }
  }
}

function frame(index: number, channels: number): Buffer {
  const payload = Buffer.from(
    JSON.stringify({
      type: 'publication',
      id: `m-${index}`,
      timestamp: '2026-03-01T12:00:00.000Z',
      channel: `room:${index % channels}`,
      data: { text: 'a line of text as people write it', senderId: 'u-17' },
      offset: Math.floor(index / channels) + 1,
    }),
  );
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...length]), payload]);
}
