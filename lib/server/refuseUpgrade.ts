import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a handshake with a status other than 101 and ends the connection; what may be tried again after so many ms says so. */
export function refuseUpgrade(stream: Duplex, status: number, retryAfter: number | null = null): void {
  const reason = STATUS_CODES[status] ?? 'Refused';
  const wait = retryAfter === null ? '' : `retry-after: ${Math.ceil(retryAfter / 1_000)}\r\n`;
  stream.on('error', () => {});
  stream.once('finish', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\n${wait}content-type: text/plain\r\ncontent-length: ${reason.length}\r\n\r\n${reason}`,
  );
}
