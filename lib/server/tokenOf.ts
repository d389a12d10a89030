import type { IncomingMessage } from 'node:http';

/** Where else than in the header `Authorization` a token may be. */
export interface TokenOfConfig {
  /** The name of a cookie. A page of another site sends it too: see `origins`. @defaultValue none */
  readonly cookie?: string;
  /** The name of a parameter of the query, which logs keep: for tokens that live for seconds. @defaultValue none */
  readonly query?: string;
  /**
   * What a subprotocol begins with whose rest is the token, such as `'bearer.'`: all that a browser's WebSocket can send
   * besides. It is never the one that the handshake settles: let the client offer another too. @defaultValue none
   */
  readonly protocol?: string;
}

/**
 * The token of a handshake, or of any request: `undefined` where it has none.
 *
 * ```text
 * authorization: Bearer abc                      abc
 * cookie: session=abc                            abc     with cookie: 'session'
 * GET /realtime?token=abc                        abc     with query: 'token'
 * sec-websocket-protocol: rxwire, bearer.abc     abc     with protocol: 'bearer.'
 * ```
 *
 * In this order. Of a cookie or a parameter that is there twice, the first counts.
 *
 * @example
 * ```ts
 * import { hub, memoryBroker, tokenOf } from 'rxwire/server';
 *
 * const rooms = hub({
 *   broker: memoryBroker(),
 *   authenticate: async ({ request }) => userOf(request && tokenOf(request, { cookie: 'session' })),
 * });
 *
 * async function userOf(token = ''): Promise<{ user: string } | null> {
 *   return token === '' ? null : { user: token };
 * }
 * ```
 */
export function tokenOf(
  { headers = {}, url = '' }: Partial<Pick<IncomingMessage, 'headers' | 'url'>>,
  { cookie, query, protocol }: TokenOfConfig = {},
): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const inCookie = cookie === undefined ? undefined : cookieOf(headers.cookie ?? '', cookie);
  if (inCookie !== undefined) return inCookie;
  const start = url.indexOf('?');
  const inQuery = query === undefined || start < 0 ? null : new URLSearchParams(url.slice(start)).get(query);
  if (inQuery !== null) return inQuery;
  if (protocol === undefined) return undefined;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.find((name) => name.startsWith(protocol))?.slice(protocol.length);
}

function cookieOf(cookies: string, name: string): string | undefined {
  for (const pair of cookies.split(';')) {
    const at = pair.indexOf('=');
    if (at >= 0 && pair.slice(0, at).trim() === name) {
      const value = pair.slice(at + 1).trim();
      return value.replace(/^"(.*)"$/, '$1');
    }
  }
  return undefined;
}
