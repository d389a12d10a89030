import type { Writable } from 'node:stream';
import { WebSocket } from 'ws';
import { textFrame } from '../../lib/server/textFrame.js';

/** The parser of `ws`, of which its types do not know. */
const { Receiver } = WebSocket as unknown as {
  readonly Receiver: new (options: { readonly isServer: boolean }) => Writable;
};

/** What the parser of `ws` makes of a frame. */
const parse = (bytes: Uint8Array): Promise<string> =>
  new Promise((resolve, reject) => {
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (data: Buffer) => resolve(data.toString()));
    receiver.on('error', reject);
    receiver.write(bytes);
  });

describe('textFrame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('frames a text of %d bytes', async (size) => {
    const text = 'x'.repeat(size);

    expect((await parse(textFrame(text))) === text).toBe(true);
  });

  it('counts bytes and not characters', async () => {
    const text = 'ä€😀'.repeat(20);

    expect(await parse(textFrame(text))).toBe(text);
  });

  it('has a header of 2, 4 or 10 bytes', () => {
    expect([5, 126, 65_536].map((size) => textFrame('x'.repeat(size)).length - size)).toEqual([2, 4, 10]);
    expect([...textFrame('hello')]).toEqual([0x81, 5, ...Buffer.from('hello')]);
  });
});
