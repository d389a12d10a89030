import { catchError, defer, map, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Broker } from './Broker.js';
import type { FeedRequest, Handover } from './Handover.js';
import type { OffsetRing } from './offsetRing.js';
import { publication } from './publication.js';
import type { Publication } from './publication.js';

export interface RecoverConfig {
  readonly channel: string;
  readonly broker: Broker;
  readonly tail: OffsetRing<Publication>;
  /** Where the channel stands. */
  readonly at: { readonly epoch: string; readonly offset: number };
  readonly request: FeedRequest;
  readonly recoveryLimit: number;
}

export type Recovery = Pick<Handover, 'recovering' | 'recovered' | 'replay'>;

/**
 * What an observer is to be given of the time that it missed: all of it or nothing, from the tail or, where that is too
 * short, from the broker.
 *
 * ```text
 * since 41, top 44                 42 43 44, recovered
 * since 44, top 44                 nothing, recovered
 * another epoch, or out of reach   nothing, not recovered
 * recover: 'latest'                44, recovered, unless since is 44
 * ```
 */
export function recoverFrom(config: RecoverConfig): Observable<Recovery> {
  const { channel, broker, tail, at, request, recoveryLimit } = config;
  const { since, recover = 'stream' } = request;
  const recovering = recover === 'latest' || (recover === 'stream' && since !== undefined);
  const nothing = { recovering, recovered: false, replay: [] };
  if (!recovering) return of(nothing);

  const known = since?.epoch === at.epoch && since.offset !== undefined && since.offset >= 0;
  const missed = known ? at.offset - (since.offset as number) : Infinity;
  const wanted = recover === 'latest' ? Math.min(missed, 1, at.offset) : missed;
  if (missed < 0 || wanted > recoveryLimit) return of(nothing);

  const whole = (replay: readonly Publication[]): Recovery =>
    replay.length === wanted && (wanted === 0 || replay[0]?.offset === at.offset - wanted + 1)
      ? { recovering, recovered: true, replay }
      : nothing;
  const recovery = whole(tail.after(at.offset - wanted, wanted));
  if (recovery.recovered) return of(recovery);
  return defer(() => broker.history(channel, at.offset - wanted, wanted)).pipe(
    map(({ epoch, items }) => (epoch === at.epoch ? whole(items.map(publication)) : nothing)),
    // Out of reach is not there: the client is told so, and loads its state anew.
    catchError(() => of(nothing)),
  );
}
