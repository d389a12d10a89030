import { EMPTY, Subject, defer, finalize, merge, take, timer } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import type { Handover } from './Handover.js';
import type { HubCore } from './hubCore.js';
import type { Joined, Wish } from './Joined.js';
import type { Outlet } from './Outlet.js';
import { batchOf } from './publication.js';
import type { Batch, Publication } from './publication.js';
import { Refusal } from './Refusal.js';

export interface JoinFeedConfig {
  readonly core: HubCore;
  readonly wish: Wish;
  readonly outlet: Outlet;
  /** Unsubscribing leaves the channel. */
  readonly membership: Subscription;
  /** Writes publications. */
  readonly publish: (batch: Batch) => void;
  /** The channel was left, because what was told of it has got a hole. */
  readonly onHole: () => void;
}

/** How often a client that gets a long replay is looked at again, in ms. */
const pace = 20;

/**
 * Joins one client to a channel's feed: holds back what comes until `start`, then sends what was missed as fast as the
 * client reads, then goes live.
 *
 * Errors with a `Refusal` where the feed cannot be joined; a hole that shows later is told by `onHole`, and not before
 * the client has been told that it is on. Finalization: unsubscribing before it has emitted leaves the channel.
 */
export function joinFeed(config: JoinFeedConfig): Observable<Joined> {
  const { core, wish, outlet, membership, publish, onHole } = config;
  const { recoveryLimit, maxPending } = core.limits;
  const { channel } = wish;

  return defer(() => {
    const joined$ = new Subject<Joined>();
    const backlog: Publication[] = [];
    /** Waits for its handover, for its turn to start, or is on. */
    let stage: 'joining' | 'joined' | 'started' = 'joining';
    let hasHole = false;

    const replay = (handover: Handover): void => {
      let sent = 0;
      const go = (): void => {
        const from = sent;
        let bytes = outlet.pending();
        while (sent < backlog.length && bytes < maxPending / 4) {
          bytes += (backlog[sent] as Publication).text.length;
          sent += 1;
        }
        if (sent > from) publish(batchOf(channel, handover.epoch, backlog.slice(from, sent)));
        if (sent === backlog.length) handover.goLive();
        else membership.add(timer(pace).subscribe(go));
      };
      go();
    };
    const tellHole = (): void => {
      membership.unsubscribe();
      onHole();
    };
    const lose = (error: unknown): void => {
      if (stage === 'joining') {
        membership.unsubscribe();
        joined$.error(error);
      } else if (stage === 'started') tellHole();
      else hasHole = true;
    };
    const tooMuch = (): Refusal => new Refusal('UNAVAILABLE', 'the history was lost meanwhile');
    const observer = {
      hold: (next: Publication): void => {
        if (backlog.push(next) <= recoveryLimit * 2) return;
        backlog.length = 0;
        lose(tooMuch());
      },
      live: publish,
    };
    const join$ = defer(() => {
      membership.add(
        core
          .feedOf(channel)
          .observe(observer, wish)
          .subscribe({
            next: (handover) => {
              stage = 'joined';
              backlog.unshift(...handover.replay);
              outlet.position(channel, handover.epoch, handover.offset - handover.replay.length);
              joined$.next({
                channel,
                handover,
                start: () => {
                  stage = 'started';
                  if (hasHole) tellHole();
                  else if (!membership.closed) replay(handover);
                },
              });
            },
            error: lose,
            complete: () => lose(tooMuch()),
          }),
      );
      return EMPTY;
    });
    return merge(joined$, join$).pipe(
      take(1),
      // Not in time, or nobody waits any more.
      finalize(() => {
        if (stage === 'joining') membership.unsubscribe();
      }),
    );
  });
}
