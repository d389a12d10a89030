/**
 * The clients of the fan-out benchmark, in a process of their own: bare TCP sockets that shake hands as WebSocket clients
 * do, say what they have to, answer pings and count the publications that they get. They parse no more than frames.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { randomBytes } from 'node:crypto';

/** What the benchmark asks for: clients on that port, or to be told when so many publications have come in all. */
export type ClientsRequest =
  | {
      readonly connect: number;
      readonly port: number;
      readonly path: string;
      readonly hello: readonly string[];
      /** What a client has got when it is ready. */
      readonly ready: string;
    }
  | { readonly port: number; readonly expect: number };

/** When all have come: how long those took that say when they were `sent`, in ms, of every tenth client. */
export interface ClientsAnswer {
  readonly latencies: readonly number[];
}

interface Count {
  received: number;
  expected: number;
  clients: number;
  latencies: number[];
}

const counts = new Map<number, Count>();

process.on('message', (request: ClientsRequest) => {
  if ('expect' in request) {
    const count = countOf(request.port);
    count.expected += request.expect;
    tellIfAll(request.port);
    return;
  }
  const { connect: clients, port, path, hello, ready } = request;
  let left = clients;
  let started = 0;
  const startOne = (): void => {
    if (started === clients) return;
    started += 1;
    client(port, path, hello, ready, () => {
      left -= 1;
      if (left === 0) process.send?.({ ready: port });
      startOne();
    });
  };
  for (let atOnce = 0; atOnce < 100; atOnce++) startOne();
});
process.on('disconnect', () => process.exit());

function countOf(port: number): Count {
  let count = counts.get(port);
  if (count === undefined) {
    counts.set(port, (count = { received: 0, expected: 0, clients: 0, latencies: [] }));
  }
  return count;
}

function tellIfAll(port: number): void {
  const count = countOf(port);
  if (count.expected === 0 || count.received < count.expected) return;
  count.received -= count.expected;
  count.expected = 0;
  process.send?.({ latencies: count.latencies } satisfies ClientsAnswer);
  count.latencies = [];
}

function client(
  port: number,
  path: string,
  hello: readonly string[],
  ready: string,
  onReady: () => void,
): void {
  const socket = connect(port, '127.0.0.1');
  const count = countOf(port);
  const isTimed = count.clients++ % 10 === 0;
  let isOpen = false;
  let isReady = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', (error) => {
    throw error;
  });
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  socket.on('data', (chunk: Buffer) => {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!isOpen) {
      const end = data.indexOf('\r\n\r\n');
      if (end >= 0) {
        if (!data.toString('latin1', 0, 12).endsWith('101')) throw new Error(data.toString('latin1', 0, 200));
        isOpen = true;
        data = data.subarray(end + 4);
        for (const text of hello) socket.write(masked(0x81, text));
      }
    }
    let at = 0;
    while (isOpen && data.length - at >= 2) {
      const short = (data[at + 1] as number) & 0x7f;
      const header = short === 126 ? 4 : 2;
      if (data.length - at < header) break;
      const length = short === 126 ? data.readUInt16BE(at + 2) : short;
      if (data.length - at < header + length) break;
      onFrame(socket, data[at] as number, data.subarray(at + header, at + header + length));
      at += header + length;
    }
    rest = data.subarray(at);
    tellIfAll(port);
  });

  function onFrame(from: Socket, opcode: number, payload: Buffer): void {
    if (opcode === 0x89) from.write(masked(0x8a, payload.toString()));
    else if (opcode === 0x88) throw new Error(`closed by the server: ${payload.toString('latin1')}`);
    else if (isReady && payload.length > 150) {
      count.received += 1;
      const sent = isTimed ? timeOf(payload) : undefined;
      if (sent !== undefined) count.latencies.push(performance.timeOrigin + performance.now() - sent);
    } else if (payload.length === 1 && payload[0] === 0x32) from.write(masked(0x81, '3'));
    else if (!isReady && payload.includes(ready)) {
      isReady = true;
      onReady();
    }
  }
}

function timeOf(payload: Buffer): number | undefined {
  const at = payload.indexOf('"sent":');
  return at < 0 ? undefined : parseFloat(payload.toString('latin1', at + 7, at + 27));
}

/** A frame as clients have to send it; a mask of zeros is a mask. */
function masked(first: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header =
    payload.length < 126
      ? [first, 0x80 | payload.length]
      : [first, 0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]);
}
