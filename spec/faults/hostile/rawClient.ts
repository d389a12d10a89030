import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Subject, filter, firstValueFrom, map, startWith } from 'rxjs';

/** A client without manners: bytes in, bytes out. */
export interface RawClient {
  readonly socket: Socket;
  /** Resolves with the status of the answer to its request. */
  readonly status: Promise<number>;
  /** Resolves with the code of the close frame, 1006 if there was none. */
  readonly closed: Promise<number>;
  /** Texts that came so far. */
  texts(): readonly string[];
  /** The first text, past or to come, that fits. */
  hear(fits: (text: string) => boolean): Promise<string>;
  /** Resolves when what has come fits. */
  answer(fits: (all: string) => boolean): Promise<true>;
  /** All that has come. */
  soFar(): string;
}

/** Says these bytes as soon as it is connected. */
export function rawClient(port: number, head: string | Uint8Array): RawClient {
  const socket = connect(port, '127.0.0.1');
  const more$ = new Subject<void>();
  let bytes: Buffer = Buffer.alloc(0);
  let isOver = false;
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    more$.next();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isOver = true;
    more$.next();
  });
  socket.write(head);

  const until = <T>(look: () => T | undefined): Promise<T> =>
    firstValueFrom(
      more$.pipe(
        startWith(undefined),
        map(look),
        filter((found) => found !== undefined),
      ),
    );
  const heard = (): Frames => framesOf(bytes);
  return {
    socket,
    status: until(() => statusOf(bytes) ?? (isOver ? 0 : undefined)),
    closed: until(() => heard().code ?? (isOver ? 1006 : undefined)),
    answer: (fits) => until(() => (fits(bytes.toString()) ? true : undefined)),
    soFar: () => bytes.toString(),
    texts: () => heard().texts,
    hear: (fits) => until(() => heard().texts.find(fits)),
  };
}

/** One request over a connection of its own, and the whole answer. */
export async function exchange(
  port: number,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
): Promise<{ readonly status: number; readonly whole: string }> {
  const lines = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.join('')}\r\n`;
  const client = rawClient(port, Buffer.concat([Buffer.from(head), Buffer.from(body as string)]));
  await client.closed;
  return { status: await client.status, whole: client.soFar() };
}

export function handshake(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${lines.join('')}\r\n`
  );
}

/** A frame as clients have to send it; a mask of zeros is a mask. */
export function frame(first: number, payload: string | Uint8Array = '', claimed?: number): Buffer {
  const bytes = Buffer.from(payload as string);
  const size = claimed ?? bytes.length;
  const head =
    size < 126 ? Buffer.from([first, 0x80 | size]) : Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  if (head.length > 2) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, Buffer.alloc(4), bytes]);
}

export const text = (message: string): Buffer => frame(0x81, message);

interface Frames {
  readonly texts: readonly string[];
  readonly code?: number;
}

function statusOf(bytes: Buffer): number | undefined {
  return bytes.includes('\r\n') ? Number(bytes.toString('latin1', 9, 12)) : undefined;
}

/** What a server has said behind its answer to the handshake. */
function framesOf(bytes: Buffer): Frames {
  const texts: string[] = [];
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at >= 4 && bytes.length - at >= 2) {
    const short = bytes[at + 1] as number;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length - at < head) break;
    const size =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? bytes.readUInt32BE(at + 6) : short;
    if (bytes.length - at < head + size) break;
    const payload = bytes.subarray(at + head, at + head + size);
    if (bytes[at] === 0x88) return { texts, code: size < 2 ? 1005 : payload.readUInt16BE(0) };
    if (bytes[at] === 0x81) texts.push(payload.toString());
    at += head + size;
  }
  return { texts };
}
