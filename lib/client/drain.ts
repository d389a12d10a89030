import { EMPTY, NEVER, ReplaySubject, filter, interval, merge, take, takeUntil, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import type { Connection } from '../core/Connection.js';
import type { Outbox } from '../operators/outbox.js';
import type { ConnectionDemand } from './connectionDemand.js';
import type { DrainResult } from './RealtimeClientConfig.js';
import type { StateStream } from './stateStream.js';

export interface DrainConfig {
  readonly outbox: Pick<Outbox<never>, 'counts'>;
  readonly demand: Pick<ConnectionDemand, 'wanted' | 'wanted$' | 'listen' | 'disconnect'>;
  readonly states: Pick<StateStream<Connection<unknown, never>>, 'state$' | 'current'>;
  /** In ms. */
  readonly deadline: number;
}

/**
 * Holds on to the link until everything queued is on the wire, then lets it go.
 *
 * ```text
 * queued               2--1--0-------
 * buffered()           0--8--16-16-0-     looked at every 20 ms: the platform has no event for it
 * drain(…)             ------------(r|)   disconnected, and what it came to
 * ```
 *
 * It is over as well at the deadline, and when no connection is wanted any more: what is left stays queued.
 */
export function drain(config: DrainConfig): Observable<DrainResult> {
  const { outbox, demand, states, deadline } = config;
  checkDuration('deadline', deadline);
  const result$ = new ReplaySubject<DrainResult>(1);
  const sentBefore = outbox.counts().sent;

  const idle = (): boolean => {
    const { current } = states;
    return (
      outbox.counts().queued === 0 && (current.status !== 'connected' || current.connection.buffered() === 0)
    );
  };
  const over = (): boolean => !demand.wanted || idle();
  const changes$ = merge(states.state$, demand.wanted$, interval(20));
  const over$ = merge(NEVER.pipe(demand.listen()), changes$).pipe(filter(over), take(1));

  (idle() ? EMPTY : over$.pipe(takeUntil(timer(deadline)))).subscribe({
    complete: () => {
      demand.disconnect();
      const { sent, queued } = outbox.counts();
      result$.next({ delivered: sent - sentBefore, left: queued });
      result$.complete();
    },
  });
  return result$.asObservable();
}
