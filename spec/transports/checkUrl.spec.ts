import { of } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import { checkUrl } from '../../lib/transports/checkUrl.js';
import { webSocketUrl } from '../../lib/transports/webSocketUrl.js';

describe('checkUrl', () => {
  it.each([undefined, 7, '', 'ftp://example.org'])('refuses %p, which no dial could use', (url) => {
    expect(() => checkUrl(url as string, webSocketUrl)).toThrow(
      `url must be a ws, wss, http or https URL; got ${url}`,
    );
    expect(() => fromWebSocket({ url: url as string })).toThrow(
      expect.objectContaining({ kind: 'invalid-url' }),
    );
  });

  it.each([
    ['a URL', 'wss://example.org'],
    ['a URL object', new URL('wss://example.org')],
    ['a function', () => 'later'],
    ['a promise', Promise.resolve('later')],
    ['an observable', of('later')],
  ])('lets %s pass', (_, url) => {
    expect(() => checkUrl(url, webSocketUrl)).not.toThrow();
  });
});
