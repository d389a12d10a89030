import { formatEventStreamBlock } from '../../lib/sse/formatEventStreamBlock.js';

describe('formatEventStreamBlock', () => {
  it('writes events and comments', () => {
    expect(formatEventStreamBlock({ data: 'a' })).toBe('data: a\n\n');
    expect(formatEventStreamBlock({ comment: 'a' })).toBe(': a\n\n');
  });

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['data: a', 'string'],
  ])('refuses %j, which is no block, by a TypeError that says so', (block, got) => {
    expect(() => formatEventStreamBlock(block as never)).toThrow(
      new TypeError(`a block must be an object, such as { data: 'text' }; got ${got}`),
    );
  });
});
