import { ConnectionError } from '../core/ConnectionError.js';

/**
 * The URL that a WebSocket dials: absolute (relative ones go by the page), `http` turned into `ws`, without fragment.
 *
 * Errors: kind `invalid-url`, naming the value.
 *
 * @see https://websockets.spec.whatwg.org/#dom-websocket-websocket
 */
export function webSocketUrl(value: string | URL): string {
  try {
    const url = new URL(value, (globalThis as { location?: { href: string } }).location?.href);
    url.protocol = url.protocol.replace(/^http/, 'ws');
    url.hash = '';
    if (/^wss?:$/.test(url.protocol)) return url.href;
  } catch {
    // Told below.
  }
  const text = String(value);
  throw new ConnectionError('invalid-url', `url must be a ws, wss, http or https URL; got ${text}`, {
    url: text,
  });
}
