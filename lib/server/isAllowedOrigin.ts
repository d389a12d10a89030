import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of this origin may talk to the server: one of those named, exactly, or of the server's own host. Who
 * sends no `Origin` is no page. `'*'` allows all.
 *
 * ```text
 * origin: https://app.example   host: app.example    allowed
 * origin: https://evil.example  host: app.example    refused, unless named
 * origin: null                                       refused, unless named
 * no origin                                          allowed
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-10.2
 */
export function isAllowedOrigin(
  { origin, host }: Pick<IncomingHttpHeaders, 'origin' | 'host'>,
  origins: readonly string[] | '*',
): boolean {
  if (origin === undefined || origins === '*' || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
