import {
  combineLatest,
  distinctUntilChanged,
  filter,
  map,
  of,
  skip,
  startWith,
  switchMap,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { pageLifecycle } from '../core/pageLifecycle.js';
import type { PageLifecycle } from '../core/pageLifecycle.js';

export interface FollowPageConfig {
  /** The life of the page. @defaultValue pageLifecycle(), which on a server says nothing */
  readonly page?: PageLifecycle;
  /** Coming back online is told late by chance, up to so many ms, so that not all dial at once. @defaultValue 1_000 */
  readonly onlineJitter?: number;
  /** The chance in it, from 0 up to, but not, 1. @defaultValue Math.random */
  readonly random?: () => number;
  /** A page that has been hidden for so many ms is parked until it is visible. @defaultValue never */
  readonly parkAfter?: number;
}

/** What a page says to its link: `wake$` and `offline$` to `reconnect`, `parked$` to `parkWhile`. */
export interface FollowedPage {
  /** Emits when the page becomes visible. */
  readonly wake$: Observable<unknown>;
  /** Whether the device is offline. */
  readonly offline$: Observable<boolean>;
  /** Whether no link is wanted: the page is frozen, or kept for the back button, or has been hidden for `parkAfter`. */
  readonly parked$: Observable<boolean>;
}

/**
 * What the life of a page means for its link.
 *
 * ```text
 * online$      t--f-----t-------------------------
 * visible$     t-------------f--------------t-----
 * frozen$      f--------------------t----f--------
 * offline$     f--t------f------------------------     onlineJitter: 2, random: () => 0.5
 * wake$        -----------------------------t-----
 * parked$      f-----------------t----------f-----     parkAfter: 4
 * ```
 *
 * `realtimeClient` does so by default. Offline pauses waits and burns no attempt; visible again ends a wait at once; a page
 * that is frozen or kept for the back button has its link closed by `parkWhile`, so that the browser may keep it.
 *
 * Errors: none; a `RangeError` at construction for a negative time. Finalization: unsubscribing removes the listeners.
 *
 * @see https://wicg.github.io/page-lifecycle/
 *
 * @example
 * ```ts
 * import { backoff, followPage, fromWebSocket, parkWhile, reconnect } from 'rxwire';
 *
 * const { parked$, ...page } = followPage();
 * const lifecycle$ = fromWebSocket({ url: 'wss://example.org' }).pipe(
 *   reconnect(backoff(), page), // waits while offline, and no longer when the page is back
 *   parkWhile(parked$), // closes the link of a page that is frozen or kept
 * );
 * ```
 */
export function followPage(config: FollowPageConfig = {}): FollowedPage {
  const { page = pageLifecycle(), onlineJitter = 1_000, random = Math.random, parkAfter } = config;
  checkDuration('onlineJitter', onlineJitter);
  if (parkAfter !== undefined) checkDuration('parkAfter', parkAfter);
  const { online$, visible$, frozen$ } = page;
  const hidden$ =
    parkAfter === undefined
      ? of(false)
      : visible$.pipe(
          switchMap((visible) => (visible ? of(false) : timer(parkAfter).pipe(map(() => true)))),
          startWith(false),
        );
  return {
    wake$: visible$.pipe(skip(1), filter(Boolean)),
    offline$: online$.pipe(
      switchMap((online, changes) => {
        if (!online) return of(true);
        return (changes === 0 ? of(0) : timer(onlineJitter * random())).pipe(map(() => false));
      }),
    ),
    parked$: combineLatest([frozen$.pipe(startWith(false)), hidden$]).pipe(
      map(([frozen, hidden]) => frozen || hidden),
      distinctUntilChanged(),
    ),
  };
}
