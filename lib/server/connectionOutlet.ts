import type { Connection } from '../core/Connection.js';
import type { FrameWriter } from './acceptConnection.js';
import type { Outlet } from './Outlet.js';
import { textFrame } from './textFrame.js';

/** A connection as an outlet: in frames that are shared, where it takes frames, otherwise in text. */
export function connectionOutlet(
  connection: Connection<unknown, string> & { readonly frames?: FrameWriter },
): Outlet {
  const { frames } = connection;
  return frames !== undefined && frames.beside === connection.send
    ? frameOutlet(connection, frames)
    : textOutlet(connection);
}

function frameOutlet(connection: Connection<unknown, string>, writer: FrameWriter): Outlet {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  const add = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    bytes += chunk.length;
  };

  return {
    pending: () => connection.buffered() + bytes,
    queued: () => bytes,
    message: (text) => add(textFrame(text)),
    publish: (batch) => add(batch.frames),
    position: () => {},
    flush: () => {
      const all = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, bytes);
      chunks = [];
      bytes = 0;
      writer.write(all);
      return all.length;
    },
  };
}

function textOutlet(connection: Connection<unknown, string>): Outlet {
  let texts: string[] = [];
  let bytes = 0;
  const add = (text: string): void => {
    texts.push(text);
    bytes += Buffer.byteLength(text);
  };

  return {
    pending: () => connection.buffered() + bytes,
    queued: () => bytes,
    message: add,
    publish: ({ items }) => items.forEach(({ text }) => add(text)),
    position: () => {},
    flush: () => {
      const all = texts;
      const sent = bytes;
      texts = [];
      bytes = 0;
      all.forEach((text) => connection.send(text));
      return sent;
    },
  };
}
