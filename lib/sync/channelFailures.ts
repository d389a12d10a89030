import { timer } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { longestDelay } from '../core/longestDelay.js';
import type { ChannelError } from './ChannelError.js';
import type { ChannelState } from './ChannelState.js';
import { isDerivedKey } from './derivedKey.js';

/** How a channel that cannot be subscribed to for now is tried again. */
export interface ChannelRetryConfig {
  /** Before the first retry, in ms; doubled for each further one. @defaultValue 1_000 */
  readonly initialDelay?: number;
  /** The longest wait, in ms, unless the peer asks for a longer one. @defaultValue 30_000 */
  readonly maxDelay?: number;
  /** Retries in a row, after which the channel ends with the error. @defaultValue Infinity */
  readonly maxAttempts?: number;
}

export interface ChannelFailuresConfig {
  readonly retry: ChannelRetryConfig | undefined;
  readonly maxRecoveries: number;
  readonly random: () => number;
  /** Subscribes anew at the end of the turn; unsubscribes before, where `leave` is true. */
  readonly again: (channel: ChannelState, leave: boolean) => void;
  /** Ends the channel, which the peer knows of. */
  readonly end: (channel: ChannelState, error: ChannelError) => void;
}

/** Decides what an error of one channel comes to. */
export interface ChannelFailures {
  failed(channel: ChannelState, error: ChannelError): void;
}

/** Codes by which a server that knows nothing of channels answers, if at all. */
const unheardOf: readonly string[] = ['TIMEOUT', 'BAD_REQUEST', 'UNKNOWN_CHANNEL', 'INTERNAL'];

/**
 * What becomes of a channel that was refused; the others are not concerned.
 *
 * ```text
 * retryable                    tried again: after `retryAfter`, or after a wait that doubles, spread over its half
 * UNRECOVERABLE                subscribed to anew, without the position; the loss is told as a gap
 * ALREADY_SUBSCRIBED           left, and subscribed to anew
 * of a key of plain messages   when the server does not know channels: nothing, plain messages go on
 * anything else                the end of this channel
 * ```
 */
export function channelFailures(config: ChannelFailuresConfig): ChannelFailures {
  const { retry = {}, maxRecoveries, random, again, end } = config;
  const { initialDelay = 1_000, maxDelay = 30_000, maxAttempts = Infinity } = retry;
  checkDuration('retry.initialDelay', initialDelay);
  checkDuration('retry.maxDelay', maxDelay);
  checkNumber('retry.maxAttempts', maxAttempts);

  const delayOf = (attempt: number, retryAfter: number | undefined): number => {
    // One that says 0 says nothing: at once, and again at once, would be a storm.
    if (retryAfter !== undefined && retryAfter > 0)
      return Math.min(retryAfter * (1 + random() / 10), longestDelay);
    const delay = Math.min(maxDelay, initialDelay * 2 ** Math.min(attempt - 1, 31));
    return (delay * (1 + random())) / 2;
  };

  return {
    failed: (channel, error) => {
      const { code } = error;
      channel.live = false;
      channel.request = undefined;
      if (isDerivedKey(channel.key) && unheardOf.includes(code)) {
        channel.link = null;
        return;
      }
      if (code === 'UNRECOVERABLE' && channel.epoch !== undefined && !channel.unrecoverable) {
        channel.unrecoverable = true;
        return again(channel, false);
      }
      if (code === 'ALREADY_SUBSCRIBED' && channel.recoveries < maxRecoveries) {
        channel.recoveries += 1;
        return again(channel, true);
      }
      channel.attempt += 1;
      if (!error.retryable || channel.attempt > maxAttempts) return end(channel, error);
      // One that was not answered may have been heard all the same.
      const leave = code === 'TIMEOUT';
      if (!leave) channel.link = null;
      channel.waiting?.unsubscribe();
      channel.waiting = timer(delayOf(channel.attempt, error.retryAfter)).subscribe(() => {
        channel.waiting = undefined;
        again(channel, leave);
      });
    },
  };
}
