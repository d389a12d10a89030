import { batchOf, publication } from '../../lib/server/publication.js';
import { textFrame } from '../../lib/server/textFrame.js';

describe('publication', () => {
  it('puts the offset into the envelope', () => {
    const { text, offset } = publication({ offset: 45, body: '{"type":"chat","data":{"text":"}"}}' });

    expect(JSON.parse(text)).toEqual({ type: 'chat', data: { text: '}' }, offset: 45 });
    expect(offset).toBe(45);
  });

  it('is an event of its type, made once, however many ask', () => {
    const one = publication({ offset: 1, body: '{"type":"chat"}' });

    expect(one.block).toBe('event: chat\ndata: {"type":"chat","offset":1}\n\n');
    expect(one.block).toBe(one.block);
  });

  it.each(['{"type":"a\\nid: 1"}', '{"type":"a\\rid: 1"}', '{"type":""}', '{"type":7}', '{}'])(
    'is an event of no type where it has none that the format can carry: %s',
    (body) => {
      expect(publication({ offset: 1, body }).block).toMatch(/^data: \{.*"offset":1\}\n\n$/);
    },
  );

  it('is framed once, however many ask', () => {
    const one = publication({ offset: 1, body: '{"type":"chat"}' });

    expect(Buffer.compare(one.frame, textFrame(one.text))).toBe(0);
    expect(one.frame).toBe(one.frame);
  });

  it('is joined to others once, however many ask', () => {
    const items = [1, 2].map((offset) => publication({ offset, body: '{"type":"chat"}' }));
    const batch = batchOf('a', 'e', items);

    expect(batch.frames).toBe(batch.frames);
    expect(Buffer.compare(batch.frames, Buffer.concat(items.map(({ frame }) => frame)))).toBe(0);
    expect(batchOf('a', 'e', items.slice(1)).frames).toBe(items[1]?.frame);
  });
});
