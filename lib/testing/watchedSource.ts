import { Observable } from 'rxjs';
import type { SchedulerLike } from 'rxjs';

/** How often a source was subscribed to and released. */
export interface SourceCounts {
  readonly subscribed: number;
  readonly released: number;
}

/**
 * A source that is counted.
 *
 * ```text
 * source$    a--b---|     or #, or going on
 * ```
 *
 * Before it ends, it ends what is in its values.
 */
export function watchedSource<T>(
  scheduler: SchedulerLike,
  value: () => { readonly value: T; end?(): void },
  end: 'goes on' | 'completes' | Error,
): { readonly source$: Observable<T>; readonly counts: SourceCounts } {
  const counts = { subscribed: 0, released: 0 };
  const source$ = new Observable<T>((subscriber) => {
    counts.subscribed += 1;
    subscriber.add(() => (counts.released += 1));
    const [first, second] = [value(), value()];
    subscriber.next(first.value);
    subscriber.add(scheduler.schedule(() => subscriber.next(second.value), 3));
    if (end === 'goes on') return;
    subscriber.add(
      scheduler.schedule(() => {
        first.end?.();
        second.end?.();
        if (end === 'completes') subscriber.complete();
        else subscriber.error(end);
      }, 7),
    );
  });
  return { source$, counts };
}
