/**
 * The far end of the transport benchmarks, a process of its own so that it is not what is measured. On the text `go N`
 * it writes N pre-built frames to the raw socket; any other message it counts, and answers every N-th with `done`. Under the
 * path `/channels` it is the far end of `dataSync`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { serveChannels } from './channelFrames.js';

const message = JSON.stringify({
  type: 'chat',
  id: 'm-4711',
  timestamp: '2026-03-01T12:00:00.000Z',
  channel: 'room:1',
  data: { text: 'a line of text as people write it', senderId: 'u-17' },
});
const payload = Buffer.from(message);
const header =
  payload.length < 126
    ? Buffer.from([0x81, payload.length])
    : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]);
const frame = Buffer.concat([header, payload]);
const batchSize = 400;
const batch = Buffer.concat(Array.from({ length: batchSize }, () => frame));

const http = createServer();
const sockets = new WebSocketServer({ noServer: true });
http.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    let expected = 0;
    let counted = 0;
    webSocket.on('error', () => {});
    if (request.url === '/channels') return serveChannels(webSocket, socket as Socket);
    webSocket.on('message', (data: Buffer) => {
      if (data.length < 20) {
        const [verb, count] = String(data).split(' ');
        if (verb === 'count') expected = Number(count);
        if (verb === 'go') write(Number(count) / batchSize);
        return;
      }
      counted += 1;
      if (counted === expected) {
        counted = 0;
        webSocket.send('done');
      }
    });
    const write = (left: number): void => {
      for (let batches = left; batches > 0; batches--) {
        if (!socket.write(batch)) {
          socket.once('drain', () => write(batches - 1));
          return;
        }
      }
    };
  });
});
http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
