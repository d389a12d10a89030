import { meanings } from '../../lib/testing/meanings.js';

describe('meanings', () => {
  it('are the values, and the marks themselves for the rest', () => {
    expect(meanings<unknown>('-a-b', { a: 1 })).toEqual({ '-': '-', a: 1, b: 'b' });
  });
});
