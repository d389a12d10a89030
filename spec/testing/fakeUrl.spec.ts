import { fakeUrl } from '../../lib/testing/fakeUrl.js';
import { released } from '../support/released.js';

describe('fakeUrl', () => {
  it('takes an absolute URL of the schemes', () => {
    expect(fakeUrl('ws://a:80/b?c', /^ws:$/).href).toBe('ws://a/b?c');
    expect(fakeUrl(new URL('ws://a'), /^ws:$/).href).toBe('ws://a/');
  });

  it('takes one relative to the page, where there is one', () => {
    Object.defineProperty(globalThis, 'location', { value: { href: 'http://a/b/' }, configurable: true });
    released(() => delete (globalThis as { location?: unknown }).location);

    expect(fakeUrl('../c', /^http:$/).href).toBe('http://a/c');
  });

  it.each(['c', 'ws://', 'http://a'])('refuses %p as the standard does', (url) => {
    expect(() => fakeUrl(url, /^ws:$/)).toThrow(
      expect.objectContaining({ name: 'SyntaxError', message: `The URL '${url}' is invalid` }),
    );
  });
});
