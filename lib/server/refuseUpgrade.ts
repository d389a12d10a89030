import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a handshake with a status other than 101 and ends the connection. */
export function refuseUpgrade(stream: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? 'Refused';
  stream.on('error', () => {});
  stream.once('finish', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${reason.length}\r\n\r\n${reason}`,
  );
}
