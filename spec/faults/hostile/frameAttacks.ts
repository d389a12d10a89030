import { deflateRawSync } from 'node:zlib';
import { tally } from './Attack.js';
import type { Attack } from './Attack.js';
import { exchange, frame, handshake, rawClient, text } from './rawClient.js';

const ping = text('{"type":"ping","id":"p"}');
const isPong = (heard: string): boolean => heard.includes('"pong"');

/** Sends each on a connection of its own, and says with which codes they were closed. */
const closedBy = (
  port: number,
  path: string,
  all: readonly Uint8Array[],
  headers = {},
): Promise<readonly number[]> =>
  Promise.all(
    all.map(async (bytes) => {
      const client = rawClient(port, handshake(path, headers));
      await client.status;
      client.socket.write(bytes);
      const code = await client.closed;
      client.socket.destroy();
      return code;
    }),
  );

const malformed = [
  frame(0xc1, 'reserved bit, without an extension'),
  frame(0xb1, 'reserved bits'),
  frame(0x83, 'an opcode that is none'),
  frame(0x8b, 'nor is this'),
  frame(0x80, 'goes on with nothing'),
  frame(0x89, 'x'.repeat(126)),
  frame(0x09, 'half a ping'),
  frame(0x88, 'x'),
  frame(0x88, Buffer.from([1_005 >> 8, 1_005 & 255])),
  Buffer.concat([frame(0x01, 'begun'), frame(0x81, 'and begun again')]),
  Buffer.from([0x81, 5, 104, 101, 108, 108, 111]),
];
const noText = [frame(0x81, Buffer.from([0xff, 0xfe])), frame(0x81, Buffer.from([0xed, 0xa0, 0x80]))];

/** What breaks or abuses the framing of the WebSocket protocol. */
export const frameAttacks: readonly Attack[] = [
  {
    name: 'malformed frames',
    tried: `${malformed.length} ways to break the framing, 2 texts that are no UTF-8, 3 messages that are no JSON or not of the protocol`,
    got: 'closed with 1002, 1007; `BAD_REQUEST`',
    run: async ({ port }) => {
      const client = rawClient(port, handshake('/hub'));
      for (const message of ['{', '[[[[', '{"type":7}']) client.socket.write(text(message));
      client.socket.write(ping);
      await client.hear(isPong);
      client.socket.destroy();
      const refusals = client.texts().filter((heard) => heard.includes('"BAD_REQUEST"')).length;
      return [tally(await closedBy(port, '/hub', [...malformed, ...noText])), refusals];
    },
    answer: [{ 1002: malformed.length, 1007: noText.length }, 3],
  },
  {
    name: 'fragmented frames',
    tried:
      'a message in 100,000 fragments of one byte, one in 20,000 of none, and a message in 1,000 fragments that is in order',
    got: 'closed with 1008; the last is served',
    run: async ({ port }) => {
      const pieces = (count: number, byte: string): Buffer =>
        Buffer.concat([frame(0x01), ...Array.from({ length: count }, () => frame(0x00, byte))]);
      const codes = await closedBy(port, '/hub', [pieces(100_000, 'x'), pieces(20_000, '')]);
      const client = rawClient(port, handshake('/hub'));
      client.socket.write(Buffer.concat([frame(0x01, '{"type":"ping","id":"p"'), frame(0x00, ' ')]));
      for (let n = 0; n < 998; n++) client.socket.write(frame(0x00, ' '));
      client.socket.write(frame(0x80, '}'));
      await client.hear(isPong);
      client.socket.destroy();
      return tally(codes);
    },
    answer: { 1008: 2 },
  },
  {
    name: 'giant frames',
    tried:
      'heads of frames of 64 KiB and 1 byte, of 1 GiB, of 2^53 − 1 bytes and beyond; ten messages of 64 KiB of brackets',
    got: 'closed with 1009, by the head alone; `BAD_REQUEST`',
    run: async ({ port }) => {
      const heads = [65_537, 2 ** 30, 2 ** 53 - 1, 2 ** 62].map((size) => frame(0x81, '', size));
      const client = rawClient(port, handshake('/hub'));
      for (let n = 0; n < 10; n++) client.socket.write(text('['.repeat(65_536)));
      client.socket.write(ping);
      await client.hear(isPong);
      client.socket.destroy();
      const refusals = client.texts().filter((heard) => heard.includes('"BAD_REQUEST"')).length;
      return [tally(await closedBy(port, '/hub', heads)), refusals];
    },
    answer: [{ 1009: 4 }, 10],
  },
  {
    name: 'compression bombs',
    tried:
      '64 MiB of zeros in 64 KB, where compression is off and where it is on; a POST that says it is gzip',
    got: 'closed with 1002, with 1009; 400',
    run: async ({ port }) => {
      const bomb = frame(0xc1, deflateRawSync(Buffer.alloc(67_108_864)));
      const extension = { 'Sec-WebSocket-Extensions': 'permessage-deflate' };
      const codes = [
        ...(await closedBy(port, '/hub', [bomb], extension)),
        ...(await closedBy(port, '/deflated', [bomb], extension)),
      ];
      const body = deflateRawSync(Buffer.alloc(1_048_576));
      const posted = await exchange(port, 'POST /publish', { 'Content-Encoding': 'gzip' }, body);
      return [...codes, posted.status];
    },
    answer: [1002, 1009, 400],
  },
  {
    name: 'one byte after the other',
    tried: '20 clients that send their handshake and a subscription a byte a turn; 5 that never end a frame',
    got: 'served as others; closed with 4201 when they answer no ping',
    run: async ({ port }) => {
      const slow = Array.from({ length: 20 }, async (_, n) => {
        const client = rawClient(port, '');
        const bytes = Buffer.concat([
          Buffer.from(handshake('/hub')),
          text(`{"type":"systemMessage","id":"r","data":{"action":"subscribe","channel":"slow:${n}"}}`),
        ]);
        client.socket.setNoDelay();
        for (const byte of bytes) {
          client.socket.write(Buffer.from([byte]));
          await new Promise(setImmediate);
        }
        const reply = await client.hear((heard) => heard.includes('"r"'));
        client.socket.destroy();
        return reply.includes('"subscribed"') ? 'subscribed' : 'refused';
      });
      const endless = Array.from({ length: 5 }, () =>
        Buffer.concat([ping, frame(0x01, '{'), frame(0x00, '"')]),
      );
      return tally([...(await Promise.all(slow)), ...(await closedBy(port, '/hub', endless))]);
    },
    answer: { subscribed: 20, 4201: 5 },
  },
];
