import { asyncScheduler, concatMap, map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { AuthenticateAction } from '../messages/actions/AuthenticateAction.js';
import type { HubCore } from './hubCore.js';
import { identify } from './identify.js';
import type { Known } from './identify.js';
import type { Reply } from './refuse.js';
import type { Session } from './session.js';

/**
 * Asks anew who a client is that is served already, and what it may. What is refused changes nothing: what it was granted
 * before goes on until it ends.
 *
 * ```text
 * authenticate, a token of the same user     authenticated
 * of another user                            FORBIDDEN
 * of nobody                                  UNAUTHORIZED
 * ```
 */
export function renew(
  core: HubCore,
  session: Session,
  id: string | undefined,
  { token }: AuthenticateAction,
): Observable<Reply> {
  const { connection, request } = session;
  return identify(core, { connection, request, token }).pipe(
    concatMap((known) =>
      session.grants.renew(known).pipe(
        map(() => {
          session.tell({ type: 'authenticated', connection, user: known.identity.user });
          return { text: authenticated(core, known, id) };
        }),
      ),
    ),
  );
}

/** The reply to a client that is known now. */
export function authenticated(core: HubCore, known: Known, id: string | undefined): string {
  return core.notice({ action: 'authenticated', user: known.identity.user, ...lifeOf(known) }, id);
}

/** For how long somebody is known, if not for ever, as the client is told. */
export function lifeOf({ until }: Known): { readonly expiresIn?: number } {
  return until === Infinity ? {} : { expiresIn: Math.max(0, until - asyncScheduler.now()) };
}
