import { formatEventStreamBlock } from '../../lib/sse/formatEventStreamBlock.js';

describe('formatEventStreamBlock', () => {
  it('writes events and comments', () => {
    expect(formatEventStreamBlock({ data: 'a' })).toBe('data: a\n\n');
    expect(formatEventStreamBlock({ comment: 'a' })).toBe(': a\n\n');
  });
});
