import { NEVER } from 'rxjs';
import { connectionOutlet } from '../../lib/server/connectionOutlet.js';
import { batchOf, publication } from '../../lib/server/publication.js';
import { textFrame } from '../../lib/server/textFrame.js';

describe('connectionOutlet', () => {
  const batch = batchOf(
    'a',
    'e',
    [1, 2].map((offset) => publication({ offset, body: '{"type":"chat"}' })),
  );
  const texts = batch.items.map(({ text }) => text);
  const recording = () => {
    const sent: string[] = [];
    const written: Uint8Array[] = [];
    const send = (text: string): void => void sent.push(text);
    const connection = { incoming$: NEVER, send, buffered: () => 7, close: () => {} };
    const frames = { beside: send, write: (bytes: Uint8Array) => void written.push(bytes) };
    return { sent, written, connection, frames };
  };

  it('writes frames in one piece, where the connection takes frames', () => {
    const { sent, written, connection, frames } = recording();
    const outlet = connectionOutlet({ ...connection, frames });

    outlet.message('hello');
    outlet.publish(batch);
    expect(written).toEqual([]);
    expect(outlet.pending()).toBe(7 + 7 + batch.frames.length);
    outlet.flush();

    expect(written.map(String)).toEqual([String(Buffer.concat([textFrame('hello'), batch.frames]))]);
    expect([sent, outlet.pending()]).toEqual([[], 7]);
  });

  it('writes a shared batch without a copy', () => {
    const { written, connection, frames } = recording();
    const outlet = connectionOutlet({ ...connection, frames });

    outlet.publish(batch);
    outlet.flush();

    expect(written[0]).toBe(batch.frames);
  });

  it.each(['without frames', 'with another send'])('sends texts on a connection %s', (which) => {
    const { sent, written, connection, frames } = recording();
    const outlet = connectionOutlet(
      which === 'without frames'
        ? connection
        : { ...connection, frames, send: (text: string) => void sent.push(text) },
    );

    outlet.message('hello');
    outlet.publish(batch);
    expect(outlet.pending()).toBe(7 + 5 + Buffer.byteLength(texts.join('')));
    outlet.flush();

    expect([sent, written, outlet.pending()]).toEqual([['hello', ...texts], [], 7]);
  });
});
