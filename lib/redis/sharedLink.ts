import { ReplaySubject, finalize, pipe, share, tap, timer } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { ConnectionError } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import type { BackoffPolicy } from '../backoff/BackoffPolicy.js';
import { heartbeat } from '../operators/heartbeat.js';
import { reconnect } from '../operators/reconnect.js';
import type { RedisLink } from './RedisLink.js';

export interface SharedLinkConfig {
  readonly backoff: BackoffPolicy<ConnectionError>;
  readonly linger: number;
  /** From one ping to the next, in ms. */
  readonly interval: number;
  /** How long the engine may be silent after a ping, in ms. */
  readonly timeout: number;
}

/** One link for all who need it, and its story. */
export interface SharedLink {
  /** Subscribing needs the link: the first dials, and when nobody needs it any more, it stays open for `linger`. Begins with the present state. */
  readonly lifecycle$: Observable<Lifecycle<RedisLink>>;
  /** Whether the link is known to be out of reach: it broke or could not be dialled, and is needed. */
  readonly isAway: boolean;
}

/**
 * Keeps one link while somebody needs it.
 *
 * ```text
 * first needs it      ^------------!
 * second              -----^-!
 * dials               d---#--d------------!      # the link broke, and was dialled again   ! when the linger was over
 * ```
 */
export function sharedLink(dial$: Observable<RedisLink>, config: SharedLinkConfig): SharedLink {
  const { backoff, linger, interval, timeout } = config;
  let isAway = false;
  const watch: MonoTypeOperatorFunction<Lifecycle<RedisLink>> = pipe(
    tap((state) => {
      isAway =
        state.status === 'waiting' ||
        (state.status === 'disconnected' && state.cause !== undefined) ||
        (state.status === 'connecting' && state.attempt > 0 && isAway);
    }),
    finalize(() => (isAway = false)),
  );
  const lifecycle$ = dial$.pipe(
    heartbeat({ interval, timeout, ping: () => 'ping' as const }),
    reconnect<RedisLink>(backoff, {
      giveUpOn: ({ kind }) => kind === 'unsupported' || kind === 'invalid-url',
    }),
    watch,
    share({
      connector: () => new ReplaySubject(1),
      resetOnRefCountZero: () => timer(linger),
    }),
  );
  return {
    lifecycle$,
    get isAway() {
      return isAway;
    },
  };
}
