import { asyncScheduler, catchError, map, throwError, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { provide } from '../core/Provider.js';
import { expiryOf } from './expiryOf.js';
import type { HubCore } from './hubCore.js';
import type { Identity } from './HubConfig.js';
import { Refusal } from './Refusal.js';
import { tokenOf } from './tokenOf.js';

/** Who a client is, and until when that holds, in ms since 1970; `Infinity` for as long as the connection. */
export interface Known {
  readonly identity: Identity;
  readonly until: number;
}

/** What a client says it is. */
export interface Claim {
  readonly connection: string;
  readonly request?: IncomingMessage | undefined;
  /** Of its message; without it, that of its request counts. */
  readonly token?: string | undefined;
}

/**
 * Asks who a client is; emits once.
 *
 * Errors: a `Refusal`: `UNAUTHORIZED` for nobody, `EXPIRED` for who was somebody, `TIMEOUT`, `UNAVAILABLE` when
 * `authenticate` fails or gives an expiry that is no number.
 */
export function identify(core: HubCore, { connection, request, token }: Claim): Observable<Known> {
  const known = token ?? (request && tokenOf(request));
  const context = {
    connection,
    ...(request !== undefined && { request }),
    ...(known !== undefined && { token: known }),
  };
  return provide('authenticate', core.authenticate, context).pipe(
    timeout({ first: core.limits.authenticateTimeout }),
    map((identity) => {
      if (typeof identity?.user !== 'string') throw new Refusal('UNAUTHORIZED', 'unauthorised');
      const until = expiryOf(identity);
      if (until <= asyncScheduler.now()) throw new Refusal('EXPIRED', 'this has expired: bring another');
      return { identity, until };
    }),
    catchError((error: unknown) =>
      throwError(() => {
        if (error instanceof Refusal) return error;
        return (error as Error).name === 'TimeoutError'
          ? new Refusal('TIMEOUT', 'not initialised in time')
          : new Refusal('UNAVAILABLE', 'try again later', null, error);
      }),
    ),
  );
}
