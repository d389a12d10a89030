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
export function grants(config: GrantsConfig): Grants {
  return new ClientGrants(config);
}

/** A class, and no timer of what holds for ever: a hub has one for each client. */
class ClientGrants implements Grants {
  isExpired = false;
  private known: Known;
  /** The timer of each channel that has been started. */
  private readonly timers = new WeakMap<Subscription, Subscription>();
  /** The timer of the identity. */
  private life: Subscription | undefined;

  constructor(private readonly config: GrantsConfig) {
    this.known = config.known;
    this.live();
  }

  get identity(): Identity {
    return this.known.identity;
  }

  allow(action: AccessContext<Identity>['action'], channel: string): Observable<number> {
    const { core, connection } = this.config;
    return defer(() => {
      if (this.isExpired) throw expired();
      checkChannel(channel, core.limits.maxChannelLength);
      const context = { action, channel, connection, identity: this.identity };
      return provide('authorize', core.authorize, context);
    }).pipe(
      map((answer) => {
        const until = endOf(answer);
        if (until === undefined) throw new Refusal('FORBIDDEN', `you may not ${action} here`);
        if (until <= asyncScheduler.now()) throw expired();
        return until;
      }),
    );
  }

  held({ channel, handover, start }: Joined, until: number): Joined {
    return {
      channel,
      handover,
      start: () => {
        start();
        const membership = this.config.channels.get(channel);
        if (membership !== undefined) this.hold(channel, membership, until);
      },
    };
  }

  renew(next: Known): Observable<unknown> {
    const { core } = this.config;
    return defer(() => {
      if (next.identity.user !== this.identity.user) {
        throw new Refusal('FORBIDDEN', 'another user needs another connection');
      }
      this.known = next;
      this.live();
      const asked = this.started().map(([channel, membership]) =>
        this.allow('subscribe', channel).pipe(
          timeout({ first: core.limits.requestTimeout }),
          map((until) => this.hold(channel, membership, until)),
          catchError((error: unknown) => {
            const { refusal } = core.refusal(error);
            return of(this.lose(channel, membership, refusal.code, refusal.retryable));
          }),
        ),
      );
      return asked.length === 0 ? of([]) : forkJoin(asked);
    });
  }

  end(): void {
    this.life?.unsubscribe();
  }

  private lose(channel: string, membership: Subscription, code: RefusalCode, resubscribe = false): void {
    if (membership.closed) return;
    membership.unsubscribe();
    this.config.onLost(channel, code, resubscribe);
  }

  private hold(channel: string, membership: Subscription, until: number): void {
    this.timers.get(membership)?.unsubscribe();
    if (membership.closed) return;
    if (this.isExpired) return this.lose(channel, membership, 'EXPIRED');
    const expiry =
      until === Infinity
        ? Subscription.EMPTY
        : untilThen(until).subscribe(() => this.lose(channel, membership, 'EXPIRED'));
    this.timers.set(membership, expiry);
    membership.add(expiry);
  }

  private started(): [channel: string, membership: Subscription][] {
    return [...this.config.channels].filter(([, membership]) => this.timers.has(membership));
  }

  private live(): void {
    const { core, cut } = this.config;
    const { until } = this.known;
    this.life?.unsubscribe();
    this.isExpired = false;
    if (until === Infinity) return;
    const expired$ = untilThen(until).pipe(
      tap(() => {
        this.isExpired = true;
        for (const [channel, membership] of this.started()) this.lose(channel, membership, 'EXPIRED');
      }),
    );
    this.life = concat(expired$, timer(core.limits.authenticateTimeout)).subscribe({
      complete: () => cut(4001, 'expired'),
    });
  }
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
