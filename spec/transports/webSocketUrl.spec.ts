import { webSocketUrl } from '../../lib/transports/webSocketUrl.js';
import { facts } from '../support/facts.js';

describe('webSocketUrl', () => {
  it.each([
    ['ws://example.org', 'ws://example.org/'],
    ['wss://example.org/feed?a=1', 'wss://example.org/feed?a=1'],
    ['http://example.org:8080/feed', 'ws://example.org:8080/feed'],
    ['https://example.org/feed', 'wss://example.org/feed'],
    ['HTTPS://Example.org', 'wss://example.org/'],
    ['ws://example.org/feed#part', 'ws://example.org/feed'],
    ['ws://[::1]:8080/', 'ws://[::1]:8080/'],
  ])('makes %s into %s', (given, expected) => {
    expect(webSocketUrl(given)).toBe(expected);
    expect(webSocketUrl(new URL(given))).toBe(expected);
  });

  it('leaves the URL object that it is given alone', () => {
    const url = new URL('https://example.org/feed#part');

    webSocketUrl(url);

    expect(url.href).toBe('https://example.org/feed#part');
  });

  it.each(['', '/feed', 'example.org', 'ws://', 'ftp://example.org', 'ws://a b', 'javascript:alert(1)'])(
    'refuses %p, and names it',
    (given) => {
      const refused = errorOf(() => webSocketUrl(given));

      expect(facts(refused)).toEqual({ kind: 'invalid-url', url: given });
      expect((refused as Error).message).toBe(`url must be a ws, wss, http or https URL; got ${given}`);
    },
  );

  it.each([undefined, null, 42, {}])('refuses %p, which is no URL', (given) => {
    const refused = errorOf(() => webSocketUrl(given as unknown as string));

    expect(facts(refused)).toEqual({ kind: 'invalid-url', url: String(given) });
  });

  describe('on a page', () => {
    const page = globalThis as { location?: { href: string } };
    beforeEach(() => {
      page.location = { href: 'https://example.org/app/index.html#top' };
    });
    afterEach(() => {
      delete page.location;
    });

    it.each([
      ['/feed', 'wss://example.org/feed'],
      ['feed?a=1', 'wss://example.org/app/feed?a=1'],
      ['//other.org/feed', 'wss://other.org/feed'],
    ])('resolves %s against it', (given, expected) => {
      expect(webSocketUrl(given)).toBe(expected);
    });
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return 'nothing thrown';
}
