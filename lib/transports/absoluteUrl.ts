import { ConnectionError } from '../core/ConnectionError.js';

/**
 * A URL that can be dialled: absolute (a relative one goes by the page), of these schemes, without fragment.
 *
 * Errors: kind `invalid-url`, naming the value.
 */
export function absoluteUrl(value: string | URL, schemes: RegExp, wanted: string): string {
  try {
    const url = new URL(value, (globalThis as { location?: { href: string } }).location?.href);
    url.hash = '';
    if (schemes.test(url.protocol)) return url.href;
  } catch {
    // Told below.
  }
  const text = String(value);
  throw new ConnectionError('invalid-url', `url must be ${wanted} URL; got ${text}`, {
    url: text,
  });
}
