import {
  EMPTY,
  ReplaySubject,
  Subject,
  defer,
  filter,
  finalize,
  map,
  merge,
  of,
  share,
  switchMap,
  tap,
  timer,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';

/** Whether a connection is wanted: by `connect`, or by someone who listens. */
export interface ConnectionDemand {
  readonly wanted: boolean;
  /** Changes, the last one replayed; silent until a connection is wanted for the first time. */
  readonly wanted$: Observable<boolean>;
  /** Wanted until `disconnect`, whoever listens. */
  connect(): void;
  /** Not wanted until `connect`, whoever listens. */
  disconnect(): void;
  /** The link ended for good, which the caller knows: `wanted$` is silent until `connect` or a new listener. */
  gaveUp(): void;
  /** Makes each subscriber one who listens; the last one to leave is forgotten after `linger`. */
  listen<T>(): MonoTypeOperatorFunction<T>;
}

/**
 * Counts who wants the connection.
 *
 * ```text
 * listeners        0--1--2--1--0--------1--
 * connect                        c---x
 * wanted$          ---t--------------f-----     linger: 3, so that the link outlasts the last listener until `connect`
 * ```
 *
 * With `lazy: false` listeners do not count. After `disconnect` they do not count either, until `connect`.
 */
export function connectionDemand(config: {
  readonly lazy: boolean;
  /** In ms. */
  readonly linger: number;
}): ConnectionDemand {
  const { lazy, linger } = config;
  /** By `connect` or `disconnect`; goes before what listeners want. */
  let asked: boolean | undefined;
  let listeners = 0;
  let wanted = false;
  const wish$ = new Subject<{ readonly wanted: boolean; readonly after: number }>();

  const update = (after = 0): void => {
    const wish = asked ?? (lazy && listeners > 0);
    wish$.next({ wanted: wish, after: wanted && !wish ? after : 0 });
  };
  const join = (): void => {
    listeners += 1;
    update();
  };
  const leave = (): void => {
    listeners -= 1;
    if (listeners === 0) update(linger);
  };

  return {
    get wanted() {
      return wanted;
    },
    wanted$: wish$.pipe(
      switchMap((wish) =>
        wish.after > 0 ? timer(wish.after).pipe(map(() => wish.wanted)) : of(wish.wanted),
      ),
      filter((wish) => wish !== wanted),
      tap((wish) => {
        wanted = wish;
      }),
      share({ connector: () => new ReplaySubject(1) }),
    ),
    connect: () => {
      asked = true;
      update();
    },
    disconnect: () => {
      asked = false;
      update();
    },
    gaveUp: () => {
      asked = undefined;
      wanted = false;
      wish$.next({ wanted, after: 0 });
    },
    listen: () => (source$) =>
      defer(() => {
        let joined = false;
        // The source first: a transport that is open already delivers while it is being connected.
        const joining$ = defer(() => {
          joined = true;
          join();
          return EMPTY;
        });
        return merge(source$, joining$).pipe(
          finalize(() => {
            if (joined) leave();
          }),
        );
      }),
  };
}
