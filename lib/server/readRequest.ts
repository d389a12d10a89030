import type { Message } from '../messages/messages.js';
import type { HubCore } from './hubCore.js';
import { Refusal } from './Refusal.js';

/** The message of a client. Throws a `Refusal`: `LIMIT_PAYLOAD`, `BAD_REQUEST`. */
export function readRequest({ limits, codec, counts }: HubCore, text: string): Message {
  const { maxPayload } = limits;
  const size = text.length > maxPayload ? Infinity : Buffer.byteLength(text);
  if (size > maxPayload) {
    throw new Refusal('LIMIT_PAYLOAD', `a message has at most ${maxPayload} bytes`);
  }
  counts.totals.receivedBytes += size;
  const decoded = codec.decode(text);
  if (decoded._tag === 'Left') throw new Refusal('BAD_REQUEST', 'not a message of this protocol');
  return decoded.right;
}
