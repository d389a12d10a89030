import { catchError, forkJoin, map, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ErrorData } from '../messages/ErrorData.js';
import type { HubCore } from './hubCore.js';
import type { Joined, Wish } from './Joined.js';
import { Refusal } from './Refusal.js';
import { refuse } from './refuse.js';
import type { Session } from './session.js';

/** What became of a wish for many channels. */
export interface JoinedMany {
  /** Of the reply `subscribed`. */
  readonly data: { readonly channels: readonly object[]; readonly errors?: readonly ErrorData[] };
  /** The same errors as messages of their own. */
  readonly refusals: readonly string[];
  /** Begins what follows the reply. */
  readonly start: () => void;
}

/**
 * Joins many channels. One that is refused does not hold up the others.
 *
 * Errors: `LIMIT_CHANNELS`, for more than a connection may observe.
 */
export function joinMany(core: HubCore, session: Session, wishes: readonly Wish[]): Observable<JoinedMany> {
  const { maxChannels } = core.limits;
  if (wishes.length > maxChannels) {
    throw new Refusal('LIMIT_CHANNELS', `a connection may observe ${maxChannels} channels`);
  }
  const attempt = (wish: Wish): Observable<{ readonly joined: Joined } | { readonly refusal: string }> =>
    session.join(wish).pipe(
      map((joined) => ({ joined })),
      catchError((error: unknown) => {
        const { text = '' } = refuse(core, session, error, undefined, wish.channel);
        return of({ refusal: text });
      }),
    );

  return forkJoin(wishes.map(attempt)).pipe(
    map((results) => {
      const joined = results.flatMap((result) => ('joined' in result ? [result.joined] : []));
      const refusals = results.flatMap((result) => ('refusal' in result ? [result.refusal] : []));
      const errors = refusals.map((text) => (JSON.parse(text) as { readonly data: ErrorData }).data);
      return {
        data: {
          action: 'subscribed',
          channels: joined.map(standingOf),
          ...(errors.length > 0 && { errors }),
        },
        refusals,
        start: () => joined.forEach(({ start }) => start()),
      };
    }),
  );
}

/** What an observer is told of a channel that it has joined. */
export function standingOf({ channel, handover }: Joined): object {
  const { epoch, offset, recovering, recovered, replay } = handover;
  return { channel, epoch, offset, recovering, recovered, replay: replay.length };
}
