import { formatServerSentEvent } from '../sse/formatServerSentEvent.js';
import type { Stored } from './Broker.js';
import { textFrame } from './textFrame.js';

/** A publication on its way to whoever observes its channel: encoded and framed once, however many that are. */
export interface Publication {
  readonly offset: number;
  /** The envelope, with its offset in it. */
  readonly text: string;
  /** The text as an event of an event stream, of the envelope's type and without an ID, made when it is first asked for. */
  readonly block: string;
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
  let block: string | undefined;

  return {
    offset,
    text,
    get block() {
      return (block ??= formatServerSentEvent({ type: eventTypeOf(body), data: text }));
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

/** Whoever publishes to the broker past the hub: a type that is none, or with a line end, is no event type. */
function eventTypeOf(body: string): string {
  const { type } = JSON.parse(body) as { readonly type?: unknown };
  return typeof type === 'string' && /^[^\r\n]+$/.test(type) ? type : 'message';
}
