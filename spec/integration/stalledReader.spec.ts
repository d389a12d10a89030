import { setImmediate as turn } from 'node:timers/promises';
import { constant, fromWebSocket, outbox, reconnect } from 'rxwire/node';
import { collectGarbage } from '../support/collectGarbage.js';
import { connectionOf } from '../support/connectionOf.js';
import { recorded } from '../support/recorded.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';

const MiB = 1_048_576;
const messageSize = 65_536;
const offered = 800;

/** 50 MiB in messages of 64 KiB, each with its number, as fast as the event loop turns. */
async function* messages(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < offered; index += 1) {
    const message = new Uint8Array(messageSize);
    new DataView(message.buffer).setUint32(0, index);
    yield message;
    if (index % 8 === 7) await turn();
  }
}

/** Bytes of buffers that are alive. Dead ones are swept by a thread of V8's in its own time: looks until `enough`. */
async function alive(enough = Infinity): Promise<number> {
  for (let looks = 1; ; looks += 1) {
    collectGarbage();
    const { arrayBuffers } = process.memoryUsage();
    if (arrayBuffers < enough || looks === 20) return arrayBuffers;
    await turn();
  }
}

describe('a peer that stops reading while it is offered 50 MiB', () => {
  it('costs the high-water mark, one message, and what the outbox may hold', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.pause() });
    const box = outbox<Uint8Array>({ capacity: 1_000, maxBytes: 2 * MiB, highWaterMark: MiB });
    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(constant(1)), box.deliver()));
    const connection = await connectionOf(lifecycle);
    const before = await alive();
    let mostBuffered = 0;
    let mostQueued = 0;

    for await (const message of messages()) {
      box.send(message);
      mostBuffered = Math.max(mostBuffered, connection.buffered());
      mostQueued = Math.max(mostQueued, box.counts().queuedBytes);
    }
    const after = await alive(before + 5 * MiB);

    const { sent, queued, dropped } = box.counts();
    expect(mostBuffered).toBeGreaterThan(MiB / 2);
    expect(mostBuffered).toBeLessThan(MiB + messageSize + 1_000);
    expect(mostQueued).toBe(2 * MiB);
    expect(after - before).toBeLessThan(5 * MiB);
    expect(sent + queued + dropped.overflow).toBe(offered);
    expect(dropped.overflow).toBeGreaterThan(offered / 2);

    const { socket, received$ } = await peer();
    socket.resume();
    const received = (await receivedBy({ received$ } as never, sent + queued)) as Buffer[];

    const numbers = received.map((message) => message.readUInt32BE());
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers.at(-1)).toBe(offered - 1);
    expect(new Set(numbers).size).toBe(sent + queued);
    expect(box.counts()).toMatchObject({ sent: sent + queued, queued: 0 });
  }, 20_000);
});
