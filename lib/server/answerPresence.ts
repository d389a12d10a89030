import { concatMap, defer, map, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PresenceAction } from '../messages/actions/PresenceAction.js';
import type { HubCore } from './hubCore.js';
import type { Reply } from './refuse.js';
import type { Session } from './session.js';

/**
 * Tells a client who is on a channel, and, where it follows, who comes and goes after that.
 *
 * ```text
 * presence a, follow       p----------------
 * ann comes, bob goes      -----a-----b-----
 * told                     L----j-----l-----     L: the list   j: join ann   l: leave bob
 * ```
 *
 * What is in the list is not told, and what is told is not in the list. `authorize` is asked for `presence`.
 *
 * Errors: a `Refusal`: `UNAVAILABLE` where none is kept, `NOT_SUBSCRIBED` for who follows without being there.
 */
export function answerPresence(
  core: HubCore,
  session: Session,
  id: string | undefined,
  { channel, follow = false }: PresenceAction,
): Observable<Reply> {
  return session.allow('presence', channel).pipe(
    concatMap(() => defer(() => session.presence.ask(channel, follow))),
    timeout({ first: core.limits.requestTimeout }),
    map(({ members, count, start }) => ({
      text: core.notice({ action: 'presence', channel, members, count }, id),
      start,
    })),
  );
}
