import { BehaviorSubject, defer, distinctUntilChanged, finalize, map, of, switchMap, timer } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';

/** Whether a connection is wanted: by `connect`, or by someone who listens. */
export interface ConnectionDemand {
  /** Replays; changes only. */
  readonly wanted$: Observable<boolean>;
  /** Wanted until `disconnect`, whoever listens. */
  connect(): void;
  /** Not wanted until `connect`, whoever listens. */
  disconnect(): void;
  /** The link ended for good: not wanted until `connect` or a new listener. */
  gaveUp(): void;
  /** Makes each subscriber one who listens; the last one to leave is forgotten after `linger`. */
  listen<T>(): MonoTypeOperatorFunction<T>;
}

/**
 * Counts who wants the connection.
 *
 * ```text
 * listeners        0--1--2--1--0-------
 * connect                         c---x
 * wanted$          f--t-----------------f     linger: 2, so that the link goes on from the last listener to `connect`
 * ```
 *
 * With `lazy: false` listeners do not count. After `disconnect` they do not count either, until `connect`.
 */
export function connectionDemand(config: {
  readonly lazy: boolean;
  readonly linger: number;
}): ConnectionDemand {
  const { lazy, linger } = config;
  let pinned = false;
  let barred = false;
  let listeners = 0;
  const wish$ = new BehaviorSubject({ wanted: false, after: 0 });

  const update = (after = 0): void => {
    const wanted = !barred && (pinned || (lazy && listeners > 0));
    wish$.next({ wanted, after: wanted ? 0 : after });
  };

  return {
    wanted$: wish$.pipe(
      switchMap(({ wanted, after }) => (after > 0 ? timer(after).pipe(map(() => wanted)) : of(wanted))),
      distinctUntilChanged(),
    ),
    connect: () => {
      barred = false;
      pinned = true;
      update();
    },
    disconnect: () => {
      barred = true;
      pinned = false;
      update();
    },
    gaveUp: () => {
      pinned = false;
      wish$.next({ wanted: false, after: 0 });
    },
    listen: () => (source$) =>
      defer(() => {
        listeners += 1;
        update();
        return source$.pipe(
          finalize(() => {
            listeners -= 1;
            if (listeners === 0) update(linger);
          }),
        );
      }),
  };
}
