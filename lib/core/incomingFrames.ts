import { Observable, Subject, defer, endWith } from 'rxjs';

/** The writing end of a connection's `incoming$`. */
export interface IncomingFrames<T> {
  readonly incoming$: Observable<T>;
  /** Emits once, when `incoming$` completes. */
  readonly ended$: Observable<unknown>;
  /** Frames that wait for a subscriber. */
  held(): number;
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
  // Not the frames themselves: another subscriber to them costs 30 ns a frame.
  const end$ = new Subject<never>();
  let held: T[] | undefined = [];
  let flushing = false;

  return {
    incoming$: new Observable((subscriber) => {
      const queue = held;
      if (queue !== undefined && !flushing) {
        flushing = true;
        const watched = (): boolean => !subscriber.closed || frames$.observed;
        // The flush itself may bring frames (a peer that answers at once): they join the queue it is emptying. It may
        // bring subscribers too: those see what comes after, and take nothing from this one.
        while (queue.length > 0 && watched()) {
          const frame = queue.shift() as T;
          frames$.next(frame);
          subscriber.next(frame);
        }
        flushing = false;
        // Who took what it needed and left is followed by another: the rest is for that one.
        if (watched()) held = undefined;
      }
      return frames$.subscribe(subscriber);
    }),
    ended$: defer(() => end$.pipe(endWith(0))),
    // Not a getter: V8 keeps an object that is made with one as a table, of half a kilobyte for each connection.
    held: () => held?.length ?? 0,
    next: (frame) => {
      if (held === undefined) frames$.next(frame);
      else held.push(frame);
    },
    complete: () => {
      frames$.complete();
      end$.complete();
    },
    release: () => {
      held = undefined;
    },
  };
}
