import { createHash } from 'node:crypto';
import type { TcpServer } from './tcpServer.js';
import { tcpServer } from './tcpServer.js';

/**
 * Answers the opening handshake by hand, followed by `frames` in the same write, and then reads and says nothing: it
 * answers no ping and no close.
 */
export function rawWebSocketServer(...frames: readonly Buffer[]): Promise<TcpServer> {
  return tcpServer((socket) => {
    socket.once('data', (request) => {
      const key = /^sec-websocket-key: (.*)$/im.exec(request.toString())?.[1]?.trim() ?? '';
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const head = [
        'HTTP/1.1 101 Switching Protocols',
        'upgrade: websocket',
        'connection: upgrade',
        `sec-websocket-accept: ${accept}`,
        '\r\n',
      ].join('\r\n');
      socket.write(Buffer.concat([Buffer.from(head), ...frames]));
      socket.resume();
    });
  });
}

/** One frame, complete and unmasked, with up to 65,535 bytes. */
export function frame(opcode: number, payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const length = body.length < 126 ? [body.length] : [126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), body]);
}

export const textFrame = (text: string | Buffer): Buffer => frame(1, text);

export const closeFrame = (code: number, reason = ''): Buffer =>
  frame(8, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
