import { Observable, asyncScheduler } from 'rxjs';
import type { ChannelEvent } from 'rxwire';
import type { Member } from './member.js';

type Gap = Extract<ChannelEvent, { kind: 'gap' }>;

/** What a client that came back has got of what it had missed. */
export interface Recovery {
  /** Publications that it had missed. */
  readonly recovered: number;
  /** From the break, as the client noticed it, to the first publication that is live again, in ms. */
  readonly took: number;
  /** Channels whose history is gone. */
  readonly gaps: readonly Gap[];
}

/** Emits after each break, when what was missed has come. */
export function recoveries({ client, events$ }: Pick<Member, 'client' | 'events$'>): Observable<Recovery> {
  return new Observable((subscriber) => {
    let brokenAt: number | undefined;
    let recovered = 0;
    let gaps: Gap[] = [];
    let isOpen = false;

    subscriber.add(
      client.state$.subscribe(({ status }) => {
        if (isOpen && status === 'waiting') brokenAt ??= asyncScheduler.now();
        isOpen = status === 'connected';
      }),
    );
    subscriber.add(
      events$.subscribe((event) => {
        if (brokenAt === undefined || !isOpen) return;
        if (event.kind === 'gap') gaps.push(event);
        else if (event.kind === 'publication' && event.recovered) recovered += 1;
        else {
          const recovery = { recovered, took: Math.round(asyncScheduler.now() - brokenAt), gaps };
          brokenAt = undefined;
          recovered = 0;
          gaps = [];
          subscriber.next(recovery);
        }
      }),
    );
  });
}
