import { defer, of, switchMap, tap, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import { provide } from '../core/Provider.js';
import { checkRedisUrl } from './checkRedisUrl.js';
import { clusterEngine } from './clusterEngine.js';
import { openLink } from './openLink.js';
import type { RedisBrokerSettings } from './RedisBrokerConfig.js';
import type { RedisLink } from './RedisLink.js';
import type { RedisScript } from './RedisScript.js';
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
export function dialRedis(
  settings: RedisBrokerSettings,
  scripts: readonly RedisScript[],
): Observable<RedisLink> {
  const { url, cluster, epoch, connectTimeout } = settings;
  let attempt = 0;
  const tooLate = (): never => {
    const words = `no link to Redis within ${connectTimeout} ms`;
    throw new ConnectionError('connect-timeout', words, { timeout: connectTimeout });
  };
  const at$: Observable<string | undefined> =
    cluster.length > 0
      ? of(undefined)
      : defer(() => provide('url', url, { attempt: attempt++ })).pipe(tap((at) => checkRedisUrl(at)));
  return at$.pipe(
    switchMap((at) =>
      openLink({
        epoch,
        scripts,
        engineFor: (listener) =>
          at === undefined
            ? clusterEngine(cluster, settings, listener)
            : singleEngine(at, settings, listener),
      }),
    ),
    timeout({ first: connectTimeout, with: tooLate }),
    tap(() => (attempt = 0)),
  );
}
