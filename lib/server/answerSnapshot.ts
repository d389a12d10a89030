import { catchError, concatMap, defer, map, timeout, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HubCore } from './hubCore.js';
import { fromBroker } from './fromBroker.js';
import { publication } from './publication.js';
import { Refusal } from './Refusal.js';
import type { Reply } from './refuse.js';
import type { Session } from './session.js';

/** Asks for the latest publication of each key. */
export interface SnapshotRequest {
  readonly channel: string;
  /** The last one that was had, to go on behind it. */
  readonly since?: { readonly offset?: number; readonly epoch?: string };
}

/** Keys in one answer. */
const page = 1_000;

/**
 * Answers with the latest publication of each key of a channel, piece by piece.
 *
 * ```text
 * snapshot a                 offset 7, items 2 3 5, more: true
 * snapshot a, since 5        offset 8, items 6 8, more: false
 * ```
 *
 * Who then applies what was published after the first answer's `offset`, 7, has the map: a publication of an earlier offset than that of
 * its key changes nothing. `authorize` is asked for `subscribe`: it is what observers know.
 *
 * Errors: a `Refusal`: `UNAVAILABLE`, `UNRECOVERABLE` when the history has begun anew between two pieces.
 */
export function answerSnapshot(
  core: HubCore,
  session: Session,
  id: string | undefined,
  { channel, since }: SnapshotRequest,
): Observable<Reply> {
  const { broker, limits } = core;
  if (typeof channel !== 'string') throw new Refusal('BAD_REQUEST', 'a snapshot is of a channel');
  return session.allow('subscribe', channel).pipe(
    concatMap(() =>
      defer(() => {
        if (broker.latest === undefined) throw new Refusal('UNAVAILABLE', 'this hub keeps no maps');
        return broker.latest(channel, Math.max(0, Number(since?.offset) || 0), page);
      }),
    ),
    timeout({ first: limits.requestTimeout }),
    catchError((error: unknown) => throwError(() => fromBroker(error))),
    map(({ epoch, top, items }) => {
      if (since?.epoch !== undefined && since.epoch !== epoch)
        throw new Refusal('UNRECOVERABLE', 'that run of the history is over');
      const texts: string[] = [];
      let bytes = 0;
      for (const stored of items) {
        const { text } = publication(stored);
        bytes += Buffer.byteLength(text);
        if (texts.length > 0 && bytes > limits.maxPending / 2) break;
        texts.push(text);
      }
      const more = texts.length < items.length || items.length === page;
      const head = core.notice({ action: 'snapshot', channel, epoch, offset: top, more }, id);
      return { text: `${head.slice(0, -2)},"items":[${texts.join()}]}}` };
    }),
  );
}
