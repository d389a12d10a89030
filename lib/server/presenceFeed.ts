import { EMPTY, Observable, Subscription, asyncScheduler, catchError, defer, timeout, timer } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { AttendanceEvent, AttendanceList, BrokerPresence } from './BrokerPresence.js';
import type { Member } from './PresenceConfig.js';
import { Refusal } from './Refusal.js';
import { roster as rosterOf } from './roster.js';
import type { RosterChange } from './roster.js';
import type { Turns } from './turns.js';

/** Who is on a channel, and how it goes on. */
export interface PresenceStanding {
  readonly members: readonly Member[];
  /** Members, listed or not. */
  readonly count: number;
  /** From here on changes are told. */
  follow(tell: (change: RosterChange) => void): void;
}

/** Who is on one channel, for those at this hub who want to know. */
export interface PresenceFeed {
  /** Emits once, when the broker has answered. Errors with a `Refusal` when it does not. */
  observe(): Observable<PresenceStanding>;
  /** Tells what has changed. */
  flush(): void;
}

export interface PresenceFeedConfig {
  readonly channel: string;
  readonly presence: BrokerPresence;
  readonly turns: Turns;
  readonly ttl: number;
  readonly maxMembers: number;
  /** From one telling to the next, in ms. */
  readonly pace: number;
  /** From one list to the next, in ms, at least. */
  readonly listPace: number;
  /** Told when nobody observes it any more. */
  readonly onEmpty: () => void;
}

interface Observer {
  readonly subscriber: Subscriber<PresenceStanding>;
  isAnswered: boolean;
  tell?: (change: RosterChange) => void;
}

/** Changes that wait for a list. */
const maxWaiting = 1_000;

/**
 * Follows who is on a channel without a seam: watches first, then lists, and goes on with the changes behind the list.
 *
 * ```text
 * broker, watch      L--3-4-----5--        L: live
 * broker, list        --(as of 3)
 * observers             (list)  5
 *                          4
 * ```
 *
 * One watch and one list, however many observers come at the same time. It lists again when somebody may have expired, so
 * that those of a hub that was killed leave, and when a change was missed. What was told stays true for whoever was told: a
 * list that is read again is told as what has changed.
 */
export function presenceFeed(config: PresenceFeedConfig): PresenceFeed {
  const { channel, presence, turns, ttl, maxMembers, pace, listPace, onEmpty } = config;
  const observers = new Set<Observer>();
  const roster = rosterOf(maxMembers);
  let engine: Subscription | undefined;
  let reading: Subscription | undefined;
  let sweeping: Subscription | undefined;
  let pausing: Subscription | undefined;
  let sweepAt = Infinity;
  let listedAt = -Infinity;
  let version = 0;
  let ready = false;
  let waiting: AttendanceEvent[] = [];

  const flush = (): void => {
    const changes = roster.settle();
    if (changes.length === 0) return;
    for (const { tell } of observers) if (tell !== undefined) changes.forEach(tell);
    if (pace === 0) return;
    pausing?.unsubscribe();
    pausing = timer(pace).subscribe(() => {
      pausing = undefined;
      flush();
    });
    engine?.add(pausing);
  };
  const flushSoon = (): void => {
    if (pausing === undefined) turns.channel(feed);
  };
  const join = (observer: Observer): void => {
    // What is listed is what the others have been told; what has changed since is told to all.
    if (pausing === undefined) flush();
    const { members, count } = roster;
    observer.isAnswered = true;
    observer.subscriber.next({ members, count, follow: (tell) => (observer.tell = tell) });
  };
  const apply = (event: AttendanceEvent): boolean => {
    if (event.kind !== 'join' && event.kind !== 'leave') return true;
    if (event.version <= version) return true;
    if (event.version > version + 1) return false;
    version = event.version;
    if (event.kind === 'leave') roster.remove(event.connection);
    else {
      roster.add(event);
      sweepIn(ttl);
    }
    return true;
  };
  const onList = (list: AttendanceList): void => {
    listedAt = asyncScheduler.now();
    version = list.version;
    roster.replace(list.items);
    const events = waiting;
    waiting = [];
    ready = events.every(apply);
    sweepAt = Infinity;
    if (list.expiresIn !== undefined) sweepIn(list.expiresIn);
    flushSoon();
    if (!ready) return sweepIn(0);
    for (const observer of [...observers]) if (!observer.isAnswered) join(observer);
  };
  const list = (): void => {
    sweeping?.unsubscribe();
    reading?.unsubscribe();
    sweepAt = Infinity;
    ready = false;
    waiting = [];
    reading = defer(() => presence.list(channel))
      .pipe(timeout({ first: ttl }))
      .subscribe({ next: onList, error: onError });
    engine?.add(reading);
  };
  const onError = (error: unknown): void => {
    for (const observer of [...observers]) {
      if (observer.isAnswered) continue;
      observer.subscriber.error(new Refusal('UNAVAILABLE', 'the broker does not answer', null, error));
    }
    sweepIn(ttl / 3);
  };
  const sweepIn = (within: number): void => {
    const now = asyncScheduler.now();
    const at = Math.max(now + within, listedAt + listPace);
    if (at >= sweepAt) return;
    sweepAt = at;
    sweeping?.unsubscribe();
    sweeping = timer(at - now).subscribe(list);
    engine?.add(sweeping);
  };
  const onEvent = (event: AttendanceEvent): void => {
    if (event.kind === 'live') return list();
    if (event.kind === 'interrupted') return;
    if (event.kind === 'expiring') return sweepIn(event.within);
    if (ready && apply(event)) return flushSoon();
    // Beyond it, a list has to make up for them.
    if (waiting.length < maxWaiting) waiting.push(event);
    else waiting = [];
    if (ready) sweepIn(0);
  };

  const feed: PresenceFeed = {
    observe: () =>
      new Observable((subscriber) => {
        const observer: Observer = { subscriber, isAnswered: false };
        observers.add(observer);
        subscriber.add(() => {
          observers.delete(observer);
          if (observers.size > 0) return;
          engine?.unsubscribe();
          onEmpty();
        });
        if (ready) join(observer);
        else if (engine === undefined) {
          engine = new Subscription();
          engine.add(
            presence
              .watch(channel)
              .pipe(
                catchError((error: unknown) => {
                  onError(error);
                  return EMPTY;
                }),
              )
              .subscribe(onEvent),
          );
        }
      }),
    flush: () => {
      if (pausing === undefined) flush();
    },
  };
  return feed;
}
