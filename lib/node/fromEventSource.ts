import type { Observable } from 'rxjs';
import type { Agent, Dispatcher } from 'undici';
import type { EventSourceConnection } from '../transports/EventSourceConnection.js';
import { fromEventSource as fromPlatform } from '../transports/fromEventSource.js';
import type { FromEventSourceConfig as PlatformConfig } from '../transports/fromEventSource.js';
import { endlessFetch } from './endlessFetch.js';

export interface FromEventSourceConfig extends Omit<PlatformConfig, 'fetch' | 'credentials'> {
  /** What undici's `Agent` takes: `connect: { ca, cert, key, rejectUnauthorized }`, `allowH2` … @defaultValue none */
  readonly options?: Agent.Options;
  /**
   * A dispatcher of undici's in place of one of our own: a `ProxyAgent`, a `MockAgent`. It is not closed, its timeouts of
   * headers and body do not apply, and `options` do not count. @defaultValue an agent for each attempt
   */
  readonly dispatcher?: Dispatcher;
}

/**
 * `fromEventSource` on undici, with a dispatcher that is meant for bodies without end: as in the root entry, and a stream
 * that stays quiet for more than 300 s lives, which undici and Node's own fetch would end.
 *
 * ```text
 * response               headers   id: 7, data: a   : still here   breaks
 * fromEventSource(…)     --c---------------------------------------#
 * c.incoming$              --------a-------------------------------|
 * ```
 *
 * Errors: those of the root entry, `unsupported` also for what undici refuses to send; `unreachable` has the `code` that Node tells (`ECONNREFUSED`, a TLS code …).
 * Finalization: aborts the request and destroys its agent; the socket is closed at once, in the middle of a TLS handshake
 * as well.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/Client.md
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { fromEventSource } from 'rxwire/node';
 *
 * const connection$ = fromEventSource({
 *   url: 'https://intranet.example.org/events',
 *   headers: async () => ({ authorization: `Bearer ${await freshToken()}` }),
 *   options: { connect: { ca: readFileSync('company-ca.pem') } },
 * });
 *
 * async function freshToken(): Promise<string> {
 *   return (await fetch('https://example.org/token')).text();
 * }
 * ```
 */
export function fromEventSource(config: FromEventSourceConfig): Observable<EventSourceConnection> {
  return fromPlatform({ ...config, fetch: endlessFetch(config) });
}
