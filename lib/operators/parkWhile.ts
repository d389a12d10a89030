import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  endWith,
  finalize,
  of,
  switchMap,
  takeWhile,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';

/**
 * Lets the link go while it is not wanted, and begins again when it is: a page that is frozen or long hidden, a user who is
 * away.
 *
 * ```text
 * lifecycle$, first time     i-c-----
 * lifecycle$, second time                 i-c--
 * parked$                    -----t-------f----
 * parkWhile(parked$)         i-c--w-------i-c--     w: waiting, attempt 0, 0 ms, cause of kind suspended
 * ```
 *
 * Put it between `reconnect` and `deliver` of an outbox: what is sent meanwhile waits there. Each beginning is a
 * subscription of its own, with a count of attempts of its own. Until `parked$` says something the link is wanted; its end
 * or error means nothing.
 *
 * Errors: passes on those of the lifecycle. Completes with it. Finalization: unsubscribes from both.
 *
 * @example
 * ```ts
 * import { backoff, followPage, fromWebSocket, parkWhile, reconnect } from 'rxwire';
 *
 * const page = followPage({ parkAfter: 300_000 }); // five minutes in the background
 * const lifecycle$ = fromWebSocket({ url: 'wss://example.org' }).pipe(
 *   reconnect(backoff(), page),
 *   parkWhile(page.parked$),
 * );
 * ```
 */
export function parkWhile<C>(parked$: Observable<boolean>): MonoTypeOperatorFunction<Lifecycle<C>> {
  return (lifecycle$) =>
    defer(() => {
      const parkedNow$ = new BehaviorSubject(false);
      const watch = parked$.subscribe({ next: (parked) => parkedNow$.next(parked), error: () => {} });
      return parkedNow$.pipe(
        distinctUntilChanged(),
        switchMap((parked) => (parked ? of(parkedState()) : lifecycle$.pipe(endWith(undefined)))),
        takeWhile((state): state is Lifecycle<C> => state !== undefined),
        finalize(() => watch.unsubscribe()),
      );
    });
}

function parkedState(): Lifecycle<never> {
  const cause = new ConnectionError('suspended', 'parked', {});
  return { status: 'waiting', attempt: 0, delay: 0, cause };
}
