import {
  Subscription,
  asyncScheduler,
  catchError,
  concat,
  defer,
  forkJoin,
  map,
  of,
  tap,
  timeout,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { provide } from '../core/Provider.js';
import { checkChannel } from './checkChannel.js';
import { expiryOf } from './expiryOf.js';
import type { HubCore } from './hubCore.js';
import type { AccessContext, Grant, Identity } from './HubConfig.js';
import type { Known } from './identify.js';
import type { Joined } from './Joined.js';
import { Refusal } from './Refusal.js';
import type { RefusalCode } from './Refusal.js';
import { untilThen } from './untilThen.js';

export interface GrantsConfig {
  readonly core: HubCore;
  readonly connection: string;
  readonly known: Known;
  /** What the client observes, or is joining. */
  readonly channels: ReadonlyMap<string, Subscription>;
  /** A channel was left unasked. */
  readonly onLost: (channel: string, code: RefusalCode | 'INSUFFICIENT_STATE', resubscribe: boolean) => void;
  /** Ends the connection. */
  readonly cut: (code: number, reason: string) => void;
}

/** What one client may, and until when. */
export interface Grants {
  readonly identity: Identity;
  /** Whether the identity holds no more; everything is refused then. */
  readonly isExpired: boolean;
  /** Whether it may: emits until when, in ms since 1970. Errors with a `Refusal`. */
  allow(action: AccessContext<Identity>['action'], channel: string): Observable<number>;
  /** Holds the grant of a channel from its start on, and leaves the channel when the grant ends. */
  held(joined: Joined, until: number): Joined;
  /** Puts a new identity of the same user in place, and asks anew about all channels; emits once. Errors with a `Refusal`. */
  renew(known: Known): Observable<unknown>;
  end(): void;
}

/**
 * Keeps what a client was granted, and takes it back in time.
 *
 * ```text
 * identity, expiresIn 9   ^--------x
 * channel a               --^-----------      unsubscribed, EXPIRED, with the identity
 * channel b, grant of 4   ---^---x            unsubscribed, EXPIRED
 * renew                   -----r--------      a and b are asked about again: both go on
 * ```
 *
 * A client whose identity has expired has `authenticateTimeout` to bring another one.
 */
export function grants({ core, connection, known: first, channels, onLost, cut }: GrantsConfig): Grants {
  const { authenticateTimeout, maxChannelLength, requestTimeout } = core.limits;
  /** The timer of each channel that has been started. */
  const timers = new WeakMap<Subscription, Subscription>();
  let known = first;
  let isExpired = false;
  let life = new Subscription();

  const lose = (channel: string, membership: Subscription, code: RefusalCode, resubscribe = false): void => {
    if (membership.closed) return;
    membership.unsubscribe();
    onLost(channel, code, resubscribe);
  };
  const hold = (channel: string, membership: Subscription, until: number): void => {
    timers.get(membership)?.unsubscribe();
    if (membership.closed) return;
    if (isExpired) return lose(channel, membership, 'EXPIRED');
    const expiry =
      until === Infinity
        ? Subscription.EMPTY
        : untilThen(until).subscribe(() => lose(channel, membership, 'EXPIRED'));
    timers.set(membership, expiry);
    membership.add(expiry);
  };
  const started = (): [channel: string, membership: Subscription][] =>
    [...channels].filter(([, membership]) => timers.has(membership));

  const live = (): void => {
    life.unsubscribe();
    isExpired = false;
    const expired$ = untilThen(known.until).pipe(
      tap(() => {
        isExpired = true;
        for (const [channel, membership] of started()) lose(channel, membership, 'EXPIRED');
      }),
    );
    life =
      known.until === Infinity
        ? new Subscription()
        : concat(expired$, timer(authenticateTimeout)).subscribe({ complete: () => cut(4001, 'expired') });
  };
  live();

  const self: Grants = {
    get identity() {
      return known.identity;
    },
    get isExpired() {
      return isExpired;
    },
    allow: (action, channel) =>
      defer(() => {
        if (isExpired) throw expired();
        checkChannel(channel, maxChannelLength);
        const context = { action, channel, connection, identity: known.identity };
        return provide('authorize', core.authorize, context);
      }).pipe(
        map((answer) => {
          const until = endOf(answer);
          if (until === undefined) throw new Refusal('FORBIDDEN', `you may not ${action} here`);
          if (until <= asyncScheduler.now()) throw expired();
          return until;
        }),
      ),
    held: ({ channel, handover, start }, until) => ({
      channel,
      handover,
      start: () => {
        start();
        const membership = channels.get(channel);
        if (membership !== undefined) hold(channel, membership, until);
      },
    }),
    renew: (next) =>
      defer(() => {
        if (next.identity.user !== known.identity.user) {
          throw new Refusal('FORBIDDEN', 'another user needs another connection');
        }
        known = next;
        live();
        const asked = started().map(([channel, membership]) =>
          self.allow('subscribe', channel).pipe(
            timeout({ first: requestTimeout }),
            map((until) => hold(channel, membership, until)),
            catchError((error: unknown) => {
              const { refusal } = core.refusal(error);
              return of(lose(channel, membership, refusal.code, refusal.retryable));
            }),
          ),
        );
        return asked.length === 0 ? of([]) : forkJoin(asked);
      }),
    end: () => life.unsubscribe(),
  };
  return self;
}

function expired(): Refusal {
  return new Refusal('EXPIRED', 'this has expired: authenticate again');
}

/** Until when an answer of `authorize` allows it; `undefined` for not at all. */
function endOf(answer: boolean | Grant): number | undefined {
  if (answer === true) return Infinity;
  // From JavaScript it may be there and undefined, which is not for ever.
  return typeof answer === 'object' && answer !== null && 'expiresIn' in answer
    ? expiryOf({ expiresIn: answer.expiresIn ?? NaN })
    : undefined;
}
