import type { ServerResponse } from 'node:http';
import { formatServerSentEvent } from '../sse/formatServerSentEvent.js';
import { cursor as cursorOf } from '../core/cursor.js';
import type { Outlet } from './Outlet.js';

/**
 * An event stream as an outlet: each message is an event of its type, and its ID tells where the client stands then, in all
 * channels of the stream.
 *
 * ```text
 * id: 1;1q8dm3c:k3Jd9xQ2:16       of this client
 * event: chat                     built once for all
 * data: {"type":"chat", …
 * ```
 *
 * While the response is full, nothing is written: what waits counts as pending, and goes with the flush after the drain.
 */
export function eventOutlet(
  channels: readonly string[],
  response: Pick<ServerResponse, 'writableLength' | 'writableNeedDrain'>,
  write: (text: string) => void,
): Outlet {
  const cursor = cursorOf(channels);
  let text = '';
  let bytes = 0;
  const add = (block: string): void => {
    const at = cursor.text;
    // The last ID is the only one that a browser keeps, so it has to hold all channels.
    const added = at === undefined ? block : `id: ${at}\n${block}`;
    text += added;
    bytes += Buffer.byteLength(added);
  };

  return {
    pending: () => response.writableLength + bytes,
    queued: () => bytes,
    message: (data) => {
      const { type } = JSON.parse(data) as { readonly type: string };
      add(formatServerSentEvent({ type, data }));
    },
    publish: ({ channel, epoch, items }) => {
      for (const { offset, block } of items) {
        cursor.moveTo(channel, epoch, offset);
        add(block);
      }
    },
    position: cursor.moveTo,
    flush: () => {
      if (bytes === 0 || response.writableNeedDrain) return 0;
      const all = text;
      const sent = bytes;
      text = '';
      bytes = 0;
      write(all);
      return sent;
    },
  };
}
