import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of this origin may talk to the server: one of those named, exactly, or of the server's own host. Who
 * sends no `Origin` is no page, or one of the server's own, unless the browser says that it is of another site: an image
 * or a link there brings the user's cookies and no `Origin`. `'*'` allows all.
 *
 * ```text
 * origin: https://app.example   host: app.example    allowed
 * origin: https://evil.example  host: app.example    refused, unless named
 * origin: null                                       refused, unless named
 * no origin                                          allowed
 * no origin     sec-fetch-site: cross-site           refused
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-10.2
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isAllowedOrigin(
  { origin, host, 'sec-fetch-site': site }: Pick<IncomingHttpHeaders, 'origin' | 'host' | 'sec-fetch-site'>,
  origins: readonly string[] | '*',
): boolean {
  if (origins === '*') return true;
  if (origin === undefined) return site !== 'cross-site' && site !== 'same-site';
  if (origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
