import type { Connection } from '../core/Connection.js';
import type { FrameWriter } from './acceptConnection.js';
import type { Outlet } from './Outlet.js';
import type { Batch } from './publication.js';
import { textFrame } from './textFrame.js';

/** A connection as an outlet: in frames that are shared, where it takes frames, otherwise in text. */
export function connectionOutlet(
  connection: Connection<unknown, string> & { readonly frames?: FrameWriter },
): Outlet {
  const { frames } = connection;
  return frames !== undefined && frames.beside === connection.send
    ? new FrameOutlet(connection, frames)
    : new TextOutlet(connection);
}

/** A class, which has no array while nothing waits: a hub has one for each client. */
class FrameOutlet implements Outlet {
  private chunks: Uint8Array[] | undefined;
  private bytes = 0;

  constructor(
    private readonly connection: Connection<unknown, string>,
    private readonly writer: FrameWriter,
  ) {}

  pending(): number {
    return this.connection.buffered() + this.bytes;
  }

  queued(): number {
    return this.bytes;
  }

  message(text: string): void {
    this.add(textFrame(text));
  }

  publish({ frames }: Batch): void {
    this.add(frames);
  }

  position(): void {
    // Clients over a WebSocket keep it themselves.
  }

  flush(): number {
    const { chunks = [], bytes } = this;
    const all = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, bytes);
    this.chunks = undefined;
    this.bytes = 0;
    this.writer.write(all);
    return all.length;
  }

  private add(chunk: Uint8Array): void {
    (this.chunks ??= []).push(chunk);
    this.bytes += chunk.length;
  }
}

class TextOutlet implements Outlet {
  private texts: string[] | undefined;
  private bytes = 0;

  constructor(private readonly connection: Connection<unknown, string>) {}

  pending(): number {
    return this.connection.buffered() + this.bytes;
  }

  queued(): number {
    return this.bytes;
  }

  message(text: string): void {
    (this.texts ??= []).push(text);
    this.bytes += Buffer.byteLength(text);
  }

  publish({ items }: Batch): void {
    for (const { text } of items) this.message(text);
  }

  position(): void {
    // As above.
  }

  flush(): number {
    const { texts = [], bytes } = this;
    this.texts = undefined;
    this.bytes = 0;
    for (const text of texts) this.connection.send(text);
    return bytes;
  }
}
