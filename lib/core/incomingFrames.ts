import { Observable, Subject } from 'rxjs';

/** The writing end of a connection's `incoming$`. */
export interface IncomingFrames<T> {
  readonly incoming$: Observable<T>;
  /** Frames that wait for a subscriber. */
  readonly held: number;
  next(frame: T): void;
  complete(): void;
  /** Stops waiting for a subscriber: what is held is let go, and later frames are plainly hot. */
  release(): void;
}

/**
 * A hot stream that keeps what comes before its first subscriber that stays, until `release`.
 *
 * ```text
 * next         -a-b-----c-d
 * subscriber        ^
 * incoming$         (ab)c-d
 * ```
 *
 * A transport releases when the opening turn is over, a gate when it has opened: so no frame is lost between "open"
 * and the first subscription, and nothing piles up behind a connection that nobody reads.
 */
export function incomingFrames<T>(): IncomingFrames<T> {
  const frames$ = new Subject<T>();
  let held: T[] | undefined = [];

  return {
    incoming$: new Observable((subscriber) => {
      // The flush itself may bring frames (a peer that answers at once): they join the queue it is emptying.
      const queue = held;
      while (queue?.length && !subscriber.closed) subscriber.next(queue.shift() as T);
      // Who took what it needed and left is followed by another: the rest is for that one.
      if (!subscriber.closed) held = undefined;
      return frames$.subscribe(subscriber);
    }),
    get held() {
      return held?.length ?? 0;
    },
    next: (frame) => {
      if (held === undefined) frames$.next(frame);
      else held.push(frame);
    },
    complete: () => frames$.complete(),
    release: () => {
      held = undefined;
    },
  };
}
