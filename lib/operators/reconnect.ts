import {
  BehaviorSubject,
  EMPTY,
  NEVER,
  asyncScheduler,
  catchError,
  combineLatest,
  concat,
  defer,
  distinctUntilChanged,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  repeat,
  skipUntil,
  startWith,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { giveUp } from '../backoff/delayOf.js';
import { retrySeries } from '../backoff/retrySeries.js';
import { asConnectionError } from '../core/asConnectionError.js';
import { cannotHeal } from '../core/cannotHeal.js';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { ConnectionErrorDetails } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import { pageLifecycle } from '../core/pageLifecycle.js';
import type { PageLifecycle } from '../core/pageLifecycle.js';

export interface ReconnectConfig {
  /**
   * How long, in ms, a connection must have been open for the count of attempts to start anew. A server that accepts
   * and drops is backed off from like one that refuses. @defaultValue 5_000
   */
  readonly minUptime?: number;
  /**
   * Ends a wait at once: coming online, a page visible again, a button "try now". Listened to during a wait only; what
   * it replays when subscribed to, and what it says while the device is offline, ends none.
   */
  readonly wake$?: Observable<unknown>;
  /**
   * The life of the page that is connected. Offline: no dial, no attempt, no time is counted; back online it dials at
   * once, spread by `onlineJitter`. Visible again: a wait ends at once. Frozen or kept for the back button: the link is
   * closed, and dialled at once when the page is back. `false`: none of this.
   * @defaultValue pageLifecycle(), which on a server says nothing
   */
  readonly page?: PageLifecycle | false;
  /**
   * Whether the device is offline, in place of what the page says of it. Until it says something the device counts as
   * online. Watched all along, so that a device that went offline before the link broke is known to be offline. Its end
   * or error means nothing.
   */
  readonly offline$?: Observable<boolean>;
  /** The dial after coming back online is put off by chance up to so many ms. @defaultValue 1_000 */
  readonly onlineJitter?: number;
  /** The chance in it, from 0 up to, but not, 1. @defaultValue Math.random */
  readonly random?: () => number;
  /**
   * A page that has been hidden for so many ms has its link closed until it is visible again. Without it a hidden page
   * keeps its link.
   */
  readonly parkAfter?: number;
  /** Ends that no retry can mend. @defaultValue cannotHeal */
  readonly giveUpOn?: (cause: ConnectionError) => boolean;
}

/**
 * Dials again after every end that was not asked for, and tells the story.
 *
 * ```text
 * source$, first time             --c---#
 * source$, second time                      --d-----
 * reconnect(constant(4))          i-c---w---r-d-----
 *                                             i: connecting, attempt 0   r: connecting, attempt 1
 *                                             c, d: connected            w: waiting, attempt 1, 4 ms, cause
 * ```
 *
 * - The attempt counter starts anew only after a connection that stayed open for `minUptime`.
 * - While no link is wanted (offline, frozen, parked) the state is `waiting`, with a cause of kind `suspended` unless
 *   another was there before, and no attempt is burnt.
 * - Errors that are no `ConnectionError` are told as one of kind `application` and retried like any other.
 * - When the policy gives up, or the cause cannot heal, the last state is `disconnected` with the cause, and the stream
 *   completes. A source that completes ends in `disconnected` without a cause.
 *
 * Errors: only if the policy or `giveUpOn` throws; then with what it threw. Finalization: unsubscribing in any state
 * ends the dial, the connection or the wait.
 *
 * @example
 * ```ts
 * import { backoff, fromWebSocket, reconnect, whileConnected } from 'rxwire';
 *
 * const lifecycle$ = fromWebSocket({ url: 'wss://example.org/feed' }).pipe(reconnect(backoff()));
 * const messages$ = lifecycle$.pipe(whileConnected((connection) => connection.incoming$));
 * ```
 */
export function reconnect<C>(
  policy: BackoffPolicy<ConnectionError>,
  config: ReconnectConfig = {},
): OperatorFunction<C, Lifecycle<C>> {
  const { minUptime = 5_000, wake$ = NEVER, giveUpOn = cannotHeal, page = pageLifecycle() } = config;
  const { onlineJitter = 1_000, random = Math.random, parkAfter } = config;
  checkNumber('minUptime', minUptime);
  checkDuration('onlineJitter', onlineJitter);
  const { online$, visible$, frozen$ } = page || { online$: EMPTY, visible$: EMPTY, frozen$: EMPTY };
  const { offline$ = online$.pipe(map((online) => !online)) } = config;
  if (parkAfter !== undefined) checkDuration('parkAfter', parkAfter);
  const hidden$ =
    parkAfter === undefined
      ? EMPTY
      : visible$.pipe(switchMap((visible) => (visible ? of(false) : timer(parkAfter).pipe(map(() => true)))));
  const wakes$ = merge(wake$, visible$.pipe(filter(Boolean))).pipe(catchError(() => EMPTY));
  const hold$ = combineLatest([steady(frozen$), steady(hidden$), steady(offline$)]).pipe(
    map(([frozen, hidden, offline]): Hold => (frozen ? 'frozen' : hidden ? 'hidden' : offline && 'offline')),
    distinctUntilChanged(),
  );

  return (source$) =>
    defer(() => {
      const now = (): number => asyncScheduler.now();
      const series = retrySeries(policy, now);
      const held$ = new BehaviorSubject<Hold>(false);
      const watch = hold$.subscribe((hold) => held$.next(hold));
      const parked$ = held$.pipe(
        map((hold) => {
          if (hold && hold !== 'offline') throw suspended(hold);
        }),
        ignoreElements(),
      );

      /** Completes when the next dial is due. */
      const waitFor = (delay: number): Observable<never> => {
        let last: Hold = false;
        let heldSince = 0;
        return held$.pipe(
          switchMap((hold) => {
            const time = now();
            if (last) series.forgive(time - heldSince);
            // A wake$ that replays on subscription says nothing new: only what comes later ends the wait.
            else if (!hold) return merge(timer(delay), wakes$.pipe(skipUntil(timer(0))));
            heldSince = time;
            last = hold || last;
            return hold ? NEVER : timer(last === 'offline' ? onlineJitter * random() : 0);
          }),
          take(1),
          ignoreElements(),
        );
      };

      const dial$ = defer(() => {
        let openedAt: number | undefined;
        const failed = (error: unknown): Observable<Lifecycle<C>> => {
          const cause = asConnectionError(error);
          const uptime = openedAt === undefined ? 0 : now() - openedAt;
          if (openedAt !== undefined && uptime >= minUptime) series.reset();
          const decision =
            held$.value && cause.kind === 'suspended'
              ? { _tag: 'Some' as const, value: 0 }
              : giveUpOn(cause)
                ? giveUp
                : series.failed(cause, uptime);
          if (decision._tag === 'None') return of({ status: 'disconnected', cause });
          const { value: delay } = decision;
          return concat(
            of<Lifecycle<C>>({ status: 'waiting', attempt: series.attempt, delay, cause }),
            waitFor(delay),
          );
        };
        if (held$.value) return failed(suspended(held$.value));
        return concat(
          of<Lifecycle<C>>({ status: 'connecting', attempt: series.attempt }),
          source$.pipe(
            takeUntil(parked$),
            map((connection): Lifecycle<C> => {
              openedAt = now();
              return { status: 'connected', connection };
            }),
          ),
          of<Lifecycle<C>>({ status: 'disconnected' }),
        ).pipe(catchError(failed));
      });
      return dial$.pipe(
        repeat(),
        takeWhile(({ status }) => status !== 'disconnected', true),
        finalize(() => watch.unsubscribe()),
      );
    });
}

/** Why no link is wanted now, if that is so. */
type Hold = false | ConnectionErrorDetails['suspended']['reason'];

function suspended(reason: Exclude<Hold, false>): ConnectionError {
  return new ConnectionError('suspended', `no link while ${reason}`, { reason });
}

/** Says `false` before anything else, and takes an error for the end. */
function steady(state$: Observable<boolean>): Observable<boolean> {
  return state$.pipe(
    startWith(false),
    catchError(() => EMPTY),
  );
}
