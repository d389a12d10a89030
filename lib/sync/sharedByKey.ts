import { Observable, ReplaySubject, finalize, map, share } from 'rxjs';

/**
 * One stream for each key, however many observe it; whoever comes later begins with the latest value, as it is to somebody who
 * knows nothing yet.
 *
 * ```text
 * of('a')       -1---2---     once
 * observer      -1---2---
 * another         f---2---     f: afresh(1)
 * ```
 *
 * Finalization: the last observer to leave ends the stream of the key.
 */
export function sharedByKey<T>(
  of: (key: string) => Observable<T>,
  afresh: (latest: T) => T,
): (key: string) => Observable<T> {
  const shared = new Map<string, Observable<T>>();

  return (key) =>
    new Observable((subscriber) => {
      const all$ =
        shared.get(key) ??
        of(key).pipe(
          finalize(() => shared.delete(key)),
          share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: true }),
        );
      shared.set(key, all$);
      return all$.pipe(map((value, index) => (index > 0 ? value : afresh(value)))).subscribe(subscriber);
    });
}
