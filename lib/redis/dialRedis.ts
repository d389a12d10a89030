import { defer, switchMap, tap, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import { provide } from '../core/Provider.js';
import { checkRedisUrl } from './checkRedisUrl.js';
import { openLink } from './openLink.js';
import type { RedisBrokerSettings } from './RedisBrokerConfig.js';
import type { RedisLink } from './RedisLink.js';
import { singleEngine } from './singleEngine.js';

/**
 * Dials Redis over its own client, whose reconnecting is off.
 *
 * ```text
 * dialRedis(…)     ---l-------#      one link when it can be used: scripts loaded, INFO allowed; the end is the error
 * ```
 *
 * Errors: kind `unreachable` or `connect-timeout` where no link comes about, `closed` with 1006 where it breaks, `unsupported` for an
 * engine that is too old or forbids INFO in scripts, `invalid-url`. Finalization: closes the link.
 */
export function dialRedis(settings: RedisBrokerSettings): Observable<RedisLink> {
  const { url, connectTimeout } = settings;
  let attempt = 0;
  const tooLate = (): never => {
    const words = `no link to Redis within ${connectTimeout} ms`;
    throw new ConnectionError('connect-timeout', words, { timeout: connectTimeout });
  };
  return defer(() => provide('url', url, { attempt: attempt++ })).pipe(
    switchMap((at) => {
      checkRedisUrl(at);
      return openLink((listener) => singleEngine(at, settings, listener), settings.epoch);
    }),
    timeout({ first: connectTimeout, with: tooLate }),
    tap(() => (attempt = 0)),
  );
}
