import type { Stored } from './Broker.js';
import { textFrame } from './textFrame.js';

/** A publication on its way to whoever observes its channel: encoded and framed once, however many that are. */
export interface Publication {
  readonly offset: number;
  /** The envelope, with its offset in it. */
  readonly text: string;
  /** The envelope's type. */
  readonly type: string;
  /** The text as a frame of the WebSocket protocol, made when it is first asked for. */
  readonly frame: Uint8Array;
}

/** Several publications of one channel, of which each observer gets all. */
export interface Batch {
  readonly channel: string;
  readonly epoch: string;
  readonly items: readonly Publication[];
  /** The frames of all of them, one behind the other, joined when they are first asked for. */
  readonly frames: Uint8Array;
}

/** The stored body is an envelope without an offset: it is put in as text, at the end. */
export function publication({ offset, body }: Stored): Publication {
  const text = `${body.slice(0, -1)},"offset":${offset}}`;
  let frame: Uint8Array | undefined;
  let type: string | undefined;

  return {
    offset,
    text,
    get type() {
      return (type ??= (JSON.parse(body) as { readonly type: string }).type);
    },
    get frame() {
      return (frame ??= textFrame(text));
    },
  };
}

export function batchOf(channel: string, epoch: string, items: readonly Publication[]): Batch {
  let frames: Uint8Array | undefined;

  return {
    channel,
    epoch,
    items,
    get frames() {
      return (frames ??=
        items.length === 1
          ? (items[0] as Publication).frame
          : Buffer.concat(items.map(({ frame }) => frame)));
    },
  };
}
