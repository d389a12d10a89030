import {
  Subscription,
  asapScheduler,
  asyncScheduler,
  finalize,
  ignoreElements,
  merge,
  of,
  tap,
  timeout as within,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { longestDelay } from '../core/longestDelay.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
import { authenticate, lifeOf } from './authenticate.js';
import type { HubWords } from './authenticate.js';
import type { TokenAuthConfig, TokenContext } from './TokenAuthConfig.js';

export interface RenewInBandConfig extends Required<Omit<TokenAuthConfig, 'token'>> {
  /** How long the identity holds that was told at the opening, in ms. */
  readonly life: number | undefined;
  /** When the connection was opened, in ms since 1970. */
  readonly openedAt: number;
  readonly ask: (reason: TokenContext['reason']) => Observable<string>;
  /** By headers, a link is ended with 4001 that needs another token: why. */
  readonly redial: (reason: TokenContext['reason']) => void;
}

/** Most messages that wait for a renewal. */
const capacity = 1_000;

/**
 * A connection that goes on being known: it renews before its identity ends, and where something has expired.
 *
 * ```text
 * c.incoming$      --m--E--m--Y--m--     E: EXPIRED   Y: the answer to the renewal
 * renewInBand      --m-----m--E--m--     E: now it can be had again
 * ```
 *
 * Finalization: its timers end with the connection.
 */
export function renewInBand<C extends Connection<unknown, never>>(
  connection: C,
  { life, openedAt, by, minUptime, renewBefore, timeout, ask, redial }: RenewInBandConfig,
): Observable<C> {
  const now = (): number => asyncScheduler.now();
  const frames = incomingFrames<unknown>();
  const begun = new Subscription();
  let clock = new Subscription();
  let held: unknown[] = [];
  let renewals = 0;
  let isRenewing = false;
  let renewedAt = -Infinity;

  const release = (isRenewed: boolean): void => {
    isRenewing = false;
    const told = held;
    held = [];
    for (const message of told) frames.next(isRenewed ? resumable(message as HubWords) : message);
  };
  const expireIn = (ms: number | undefined, atLeast = 0): void => {
    clock.unsubscribe();
    if (ms === undefined) return;
    const wait = Math.min(Math.max(ms - Math.min(renewBefore, ms / 2), atLeast), longestDelay);
    begun.add((clock = timer(wait).subscribe(() => renew('expiring'))));
  };
  const renew = (why: TokenContext['reason']): void => {
    if (isRenewing) return;
    if (by === 'headers') {
      redial(why);
      return connection.close(4001, why);
    }
    isRenewing = true;
    const late = timer(timeout).subscribe(() => release(false));
    begun.add(late);
    settled = (data) => {
      late.unsubscribe();
      const isRenewed = data?.action === 'authenticated';
      if (isRenewed) {
        renewedAt = now();
        // A token that ends at once is not renewed as fast as the peer answers.
        expireIn(lifeOf(data.expiresIn), minUptime);
      }
      release(isRenewed);
    };
    begun.add(
      ask(why)
        .pipe(within({ first: timeout }))
        .subscribe({
          next: (value) =>
            sendIfOpen(
              connection as Connection<unknown, unknown>,
              authenticate(`authenticate-${++renewals}`, value),
            ),
          error: () => release(false),
        }),
    );
  };
  let settled: (data: HubWords['data']) => void = () => {};
  const route = (message: unknown): void => {
    const { id, type, data } = (message ?? {}) as HubWords;
    if (isRenewing && renewals > 0 && id === `authenticate-${renewals}`) return settled(data);
    if (data?.action === 'welcome' && by === 'headers') expireIn(lifeOf(data.expiresIn));
    const isOver = data?.code === 'EXPIRED' && (type === 'error' || data.action === 'unsubscribed');
    const isNews = now() - renewedAt >= minUptime && (by === 'message' || now() - openedAt >= minUptime);
    if (!isOver || !(isRenewing || isNews) || held.length >= capacity) return frames.next(message);
    held.push(message);
    renew('expired');
  };
  expireIn(life);
  const routed$ = (connection.incoming$ as Observable<unknown>).pipe(
    tap(route),
    finalize(() => {
      begun.unsubscribe();
      clock.unsubscribe();
      frames.complete();
    }),
    ignoreElements(),
  );
  return merge(
    of({
      ...connection,
      incoming$: frames.incoming$,
      activity$: connection.activity$ ?? connection.incoming$,
    }),
    routed$,
    timer(0, asapScheduler).pipe(
      tap(() => frames.release()),
      ignoreElements(),
    ),
  ) as Observable<C>;
}

/** Once it can be had again, the peer's no is one that may be asked anew. */
function resumable(message: HubWords): unknown {
  const { type, data } = message;
  return {
    ...message,
    data: { ...data, ...(type === 'error' ? { retryable: true } : { resubscribe: true }) },
  };
}
