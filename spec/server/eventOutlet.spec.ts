import { eventOutlet } from '../../lib/server/eventOutlet.js';
import { batchOf, publication } from '../../lib/server/publication.js';

const batch = (channel: string, ...offsets: readonly number[]) =>
  batchOf(
    channel,
    'e',
    offsets.map((offset) => publication({ offset, body: `{"type":"t","channel":"${channel}"}` })),
  );

function outletOf(...channels: readonly string[]) {
  const response = { writableLength: 0, writableNeedDrain: false };
  const written: string[] = [];
  const outlet = eventOutlet(channels, response, (text) => void written.push(text));
  return { response, written, outlet };
}

describe('eventOutlet', () => {
  it('writes a turn in one piece, each event with where the client stands then', () => {
    const { outlet, written } = outletOf('a', 'b');
    outlet.position('a', 'e', 0);
    outlet.position('b', 'e', 4);

    outlet.message('{"type":"systemMessage"}');
    outlet.publish(batch('a', 1, 2));
    outlet.publish(batch('b', 5));
    outlet.flush();
    outlet.flush();

    expect(written).toHaveLength(1);
    const blocks = written[0]!.split('\n\n').slice(0, -1);
    const [a, b] = [...blocks[0]!.matchAll(/[;]([^:]+):/g)].map(([, key]) => key);
    expect(blocks).toEqual([
      `id: 1;${a}:e:0;${b}::4\nevent: systemMessage\ndata: {"type":"systemMessage"}`,
      `id: 1;${a}:e:1;${b}::4\nevent: t\ndata: {"type":"t","channel":"a","offset":1}`,
      `id: 1;${a}:e:2;${b}::4\nevent: t\ndata: {"type":"t","channel":"a","offset":2}`,
      `id: 1;${a}:e:2;${b}::5\nevent: t\ndata: {"type":"t","channel":"b","offset":5}`,
    ]);
  });

  it('gives no ID as long as it stands nowhere', () => {
    const { outlet, written } = outletOf('a');

    outlet.message('{"type":"pong"}');
    outlet.flush();

    expect(written).toEqual(['event: pong\ndata: {"type":"pong"}\n\n']);
  });

  it('keeps what comes while the response is full, and tells how much waits', () => {
    const { outlet, response, written } = outletOf('a');
    outlet.message('{"type":"ü"}');
    response.writableLength = 1_000;
    response.writableNeedDrain = true;

    outlet.flush();
    expect(written).toEqual([]);
    expect(outlet.pending()).toBe(1_000 + Buffer.byteLength('event: ü\ndata: {"type":"ü"}\n\n'));

    response.writableNeedDrain = false;
    outlet.flush();
    expect(written).toEqual(['event: ü\ndata: {"type":"ü"}\n\n']);
    expect(outlet.pending()).toBe(1_000);
  });
});
