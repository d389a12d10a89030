import { batchOf, publication } from '../../lib/server/publication.js';
import { textFrame } from '../../lib/server/textFrame.js';

describe('publication', () => {
  it('puts the offset into the envelope', () => {
    const { text, type, offset } = publication({ offset: 45, body: '{"type":"chat","data":{"text":"}"}}' });

    expect(JSON.parse(text)).toEqual({ type: 'chat', data: { text: '}' }, offset: 45 });
    expect([type, offset]).toEqual(['chat', 45]);
  });

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
