import { absoluteUrl } from './absoluteUrl.js';

/**
 * The URL that a request goes to: http or https, in a browser relative to the page.
 *
 * Errors: kind `invalid-url`, naming the value.
 */
export function httpUrl(value: string | URL): string {
  return absoluteUrl(value, /^https?:$/, 'an http or https');
}
