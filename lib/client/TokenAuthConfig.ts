import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import type { Provider } from '../core/Provider.js';

/** Why a token is asked for. */
export interface TokenContext {
  /** All but `connect` want another token than the last one: do not answer from a cache. */
  readonly reason: 'connect' | 'refused' | 'expiring' | 'expired';
}

export interface TokenAuthConfig {
  /** A value, promise or observable, or a function of why it is asked for. Asked by nobody while it is being asked. */
  readonly token: Provider<string, TokenContext>;
  /**
   * `'message'`: the client's first message, and renewed in band. `'headers'`: of each request, by `headers$`; then an end of what
   * was granted is a dial with a new token. @defaultValue 'message'
   */
  readonly by?: 'message' | 'headers';
  /** How long a token must have served for its refusal to be the first in a row again, in ms. @defaultValue 5_000 */
  readonly minUptime?: number;
  /** How long before the end of the identity a token is asked for, in ms; at most half of its life. @defaultValue 10_000 */
  readonly renewBefore?: number;
  /** How long token and answer may take, in ms. @defaultValue 10_000 */
  readonly timeout?: number;
}

/** Who a client is, at each of its connections. Belongs to one client. */
export interface TokenAuth {
  /** For `headers` of a transport: `Authorization: Bearer` and the token. */
  readonly headers$: Observable<{ readonly authorization: string }>;
  /** Lets a connection through once the peer has let us in. What `realtimeClient` does with `auth`. */
  admit<C extends Connection<unknown, never>>(): MonoTypeOperatorFunction<C>;
}
