import { absoluteUrl } from '../../lib/transports/absoluteUrl.js';

const web = /^https?:$/;

describe('absoluteUrl', () => {
  it('gives the URL whole, without its fragment', () => {
    expect(absoluteUrl('https://example.org/a?b=c#d', web, 'a web')).toBe('https://example.org/a?b=c');
    expect(absoluteUrl(new URL('http://example.org:8080'), web, 'a web')).toBe('http://example.org:8080/');
  });

  it('takes a relative URL where there is a page', () => {
    Object.assign(globalThis, { location: { href: 'https://example.org/app/' } });
    try {
      expect(absoluteUrl('../events', web, 'a web')).toBe('https://example.org/events');
    } finally {
      delete (globalThis as { location?: unknown }).location;
    }
  });

  it.each(['ftp://example.org', '/events', '', 'https://'])('refuses %j, and says what it wants', (value) => {
    expect(() => absoluteUrl(value, web, 'a web')).toThrow(
      expect.objectContaining({
        kind: 'invalid-url',
        url: value,
        message: `url must be a web URL; got ${value}`,
      }),
    );
  });
});
