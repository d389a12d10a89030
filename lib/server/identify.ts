import { catchError, map, throwError, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { provide } from '../core/Provider.js';
import type { HubCore } from './hubCore.js';
import type { Identity } from './HubConfig.js';
import { Refusal } from './Refusal.js';

/**
 * Asks who a client is; emits once.
 *
 * Errors: a `Refusal`: `UNAUTHORIZED` for nobody, `TIMEOUT`, `UNAVAILABLE` when `authenticate` fails.
 */
export function identify(
  core: HubCore,
  connection: string,
  request: IncomingMessage | undefined,
): Observable<Identity> {
  const context = { connection, ...(request !== undefined && { request }) };
  return provide('authenticate', core.authenticate, context).pipe(
    timeout({ first: core.limits.authenticateTimeout }),
    catchError((error: unknown) =>
      throwError(() =>
        (error as Error).name === 'TimeoutError'
          ? new Refusal('TIMEOUT', 'not initialised in time')
          : new Refusal('UNAVAILABLE', 'try again later', null, error),
      ),
    ),
    map((identity) => {
      if (typeof identity?.user !== 'string') throw new Refusal('UNAUTHORIZED', 'unauthorised');
      return identity;
    }),
  );
}
