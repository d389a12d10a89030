import {
  EMPTY,
  NEVER,
  ReplaySubject,
  Subject,
  asyncScheduler,
  catchError,
  concat,
  defer,
  endWith,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  share,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { capDelay } from '../backoff/capDelay.js';
import { equalJitter } from '../backoff/equalJitter.js';
import { exponential } from '../backoff/exponential.js';
import { retrySeries } from '../backoff/retrySeries.js';
import { asConnectionError } from '../core/asConnectionError.js';
import { cannotHeal } from '../core/cannotHeal.js';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { Connection } from '../core/Connection.js';
import type { ConnectionError } from '../core/ConnectionError.js';
import { isBlocked as mayBeBlocked } from './isBlocked.js';
import { provenLinks } from './provenLinks.js';
import type { OverTransport, ProvenLink } from './provenLinks.js';

export interface FallbackConfig<Out> {
  /**
   * How long an open link may stay without a first sign of life, in ms, before it counts as blocked. It holds for every transport
   * but the last, whose opening is taken as proof. `Infinity`: each opening is. @defaultValue 5_000
   */
  readonly proofTimeout?: number;
  /** Makes a message that the peer answers, where it does not speak first; the answer comes in like any. @defaultValue none is sent */
  readonly hello?: () => Out;
  /** Whether another transport may help. @defaultValue `isBlocked`: not where authorization was refused, or the application failed */
  readonly isBlocked?: (cause: ConnectionError) => boolean;
  /**
   * How long to wait before each look whether an earlier transport works; `Option.none` looks no more. The count goes on across
   * reconnects. @defaultValue from 30 s to 10 min, doubling, spread over the upper half
   */
  readonly probe?: BackoffPolicy<ConnectionError>;
  /** How long what was sent may take to leave over the transport that is given up, in ms. @defaultValue 5_000 */
  readonly drainTimeout?: number;
  /**
   * A link that broke (1006, or a missed sign of life) within so many ms did not work: the next dial is over the next transport.
   * @defaultValue 5_000
   */
  readonly minUptime?: number;
}

/**
 * Connects over the first of several transports that works, and goes back to an earlier one when that works again.
 *
 * ```text
 * first transport                   x             o----------     x: blocked   o: opens, and shows a sign of life
 * second transport                  -c-------------!
 * fallback([first, second])         -c-------------d---------
 * c.send(p)                             -p--q                     q: throws, kind not-open
 * d                                                  -q------
 * ```
 *
 * - Each subscription tries the transports in their order, beginning with the one that worked last, so a blocked network costs its
 *   timeouts once. Only one that is refused, hangs, opens and stays silent, or closes before a first message, makes way for
 *   the next; a refusal that says who you are was not accepted is the end, whatever transports are left.
 * - While a later transport is used, the earlier ones are dialled again after a wait that grows. When one works, the link in use takes no
 *   more (`send` throws `not-open`, so an `outbox` keeps it), has `drainTimeout` to deliver what it took, and is left when the other
 *   one is emitted, which begins like any connection: with `hello`, gate and resubscription. Until then nothing is given up.
 * - So one subscription may emit several connections, each in place of the one before. `reconnect` and what comes
 *   after it take that as it is: `connected` follows `connected`.
 * - `transport` of a connection is its place in the list.
 *
 * What a link fails with behind this operator is not seen by it: for networks in which a WebSocket opens, speaks and then falls
 * silent, put a `heartbeat` on that transport itself.
 *
 * Errors: that of the link in use; where none came about, the last one that can heal, if there is one. `TypeError` for an empty list,
 * `RangeError` for a negative time, at construction. What `isBlocked`, `hello` or `probe` throw. Completes when the transport
 * in use does. Finalization: unsubscribes from every dial and link, and ends the wait.
 *
 * @example
 * ```ts
 * import { backoff, fallback, fromHubEvents, fromWebSocket, reconnect } from 'rxwire';
 *
 * const lifecycle$ = fallback([
 *   fromWebSocket({ url: 'wss://example.org/hub' }),
 *   fromHubEvents({ url: 'https://example.org/events' }),
 * ]).pipe(reconnect(backoff()));
 * ```
 */
export function fallback<In, Out>(
  transports: readonly Observable<Connection<In, Out>>[],
  config: FallbackConfig<Out> = {},
): Observable<Connection<In, Out> & OverTransport> {
  const { proofTimeout = 5_000, hello, isBlocked = mayBeBlocked, drainTimeout = 5_000 } = config;
  const { probe = equalJitter()(capDelay(600_000)(exponential({ initialDelay: 30_000 }))) } = config;
  const { minUptime = 5_000 } = config;
  if (!Array.isArray(transports) || transports.length === 0)
    throw new TypeError(`transports must be a list of observables; got ${String(transports)}`);
  if (proofTimeout !== Infinity) checkDuration('proofTimeout', proofTimeout, 1);
  checkDuration('drainTimeout', drainTimeout);
  checkNumber('minUptime', minUptime);

  type Link = ProvenLink<In, Out>;
  const last = transports.length - 1;
  const now = (): number => asyncScheduler.now();
  const probes = retrySeries(probe, now);
  /** The one that worked last; as with the attempts of a dial, over all subscriptions. */
  let preferred = 0;
  /** Why an earlier one did not. */
  let blockedBy: ConnectionError;

  /** Emits the link when it works, and errors with its end. */
  const linkOver = (
    transport: number,
    unproven: (cause: ConnectionError, error: unknown) => Observable<Link>,
  ): Observable<Link> =>
    defer(() => {
      let openedAt: number | undefined;
      const dial$ = transports[transport] as Observable<Connection<In, Out>>;
      const timeout = transport === last ? Infinity : proofTimeout;
      return dial$.pipe(
        provenLinks<In, Out>({ transport, proofTimeout: timeout, hello, drainTimeout }),
        tap(() => {
          openedAt = now();
          preferred = transport;
        }),
        catchError((error: unknown) => {
          const cause = asConnectionError(error);
          if (openedAt === undefined) return unproven(cause, error);
          if (now() - openedAt >= minUptime) {
            if (transport === 0) probes.reset();
          } else if (isBroken(cause) && transport < last) {
            preferred = transport + 1;
            blockedBy = cause;
          }
          throw error;
        }),
      );
    });
  /** Tries one after the other. */
  const attempt = (
    [transport = 0, ...others]: readonly number[],
    causes: readonly ConnectionError[],
  ): Observable<Link> =>
    linkOver(transport, (cause, error) => {
      if (!isBlocked(cause)) throw error;
      const all = [cause, ...causes];
      if (transport < last) blockedBy = cause;
      if (others.length === 0) throw all.find((each) => !cannotHeal(each)) ?? cause;
      return attempt(others, all);
    });
  /** The life of the first that works before `end`: open, shared, its end kept for whoever takes it over. */
  const better = (transport: number, end: number): Observable<Observable<Link>> =>
    defer(() => {
      if (transport === end) return EMPTY;
      let isProven = false;
      const life$ = linkOver(transport, (cause, error) => {
        blockedBy = cause;
        throw error;
      }).pipe(
        share({
          connector: () => new ReplaySubject<Link>(1),
          resetOnError: false,
          resetOnComplete: false,
        }),
      );
      return life$.pipe(
        map(() => {
          isProven = true;
          return life$;
        }),
        catchError(() => (isProven ? NEVER : better(transport + 1, end))),
      );
    });
  /** Looks after the earlier transports while a later one is used. */
  const returning = (
    { connection: { transport }, leave }: Link,
    takeover$: Subject<Observable<Link>>,
  ): Observable<never> =>
    transport === 0
      ? EMPTY
      : defer(() => {
          const decision = probes.failed(blockedBy, 0);
          if (decision._tag === 'None') return NEVER;
          return timer(decision.value).pipe(
            switchMap(() => better(0, transport)),
            switchMap((life$) => concat(leave(), of(life$))),
            tap((life$) => takeover$.next(life$)),
          );
        }).pipe(repeat(), ignoreElements());

  return defer(() => {
    /** Lives of links, each in place of the one before. */
    const takeover$ = new Subject<Observable<Link>>();
    const order = transports.map((_, index) => index).sort((a, b) => rank(a) - rank(b));
    // Takes over before the other one leaves, which stands behind it.
    return merge(takeover$, of(attempt(order, []))).pipe(
      mergeMap((life$) =>
        life$.pipe(
          tap({ complete: () => takeover$.complete() }),
          endWith(undefined),
          switchMap((link) => (link === undefined ? EMPTY : merge(of(link), returning(link, takeover$)))),
          takeUntil(takeover$),
        ),
      ),
      map(({ connection, handOn }) => {
        handOn();
        return connection;
      }),
    );
  });

  /** The preferred one first, the others in their order. */
  function rank(transport: number): number {
    return transport === preferred ? -1 : transport;
  }
}

/** An end that nobody said anything of. */
function isBroken({ kind, code }: { readonly kind: string; readonly code?: unknown }): boolean {
  return kind === 'heartbeat-timeout' || (kind === 'closed' && code === 1006);
}
