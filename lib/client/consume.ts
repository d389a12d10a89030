import { Observable } from 'rxjs';

/**
 * Subscribes to a stream for what it does with each value: never emits, ends as the source does.
 *
 * ```text
 * source$             -a-b-|
 * consume(f)          -----|     f(a), f(b)
 * ```
 *
 * One step where `tap` and `ignoreElements` would be two, and `merge` behind them a third: it is on the path of every
 * message (`npm run bench -- receive`). What `use` throws is reported as an unhandled error and stops nothing.
 */
export function consume<T>(source$: Observable<T>, use: (value: T) => void): Observable<never> {
  return new Observable((subscriber) =>
    source$.subscribe({
      // A source that emits while it is subscribed to is not yet bound to the subscriber.
      next: (value) => {
        if (!subscriber.closed) use(value);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}
