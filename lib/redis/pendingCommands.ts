import { Observable, Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Lifecycle } from '../core/Lifecycle.js';
import { wordsOf } from '../core/wordsOf.js';
import { outcomeOf } from './outcomeOf.js';
import type { RedisLink } from './RedisLink.js';
import type { RedisScript } from './RedisScript.js';
import { UnavailableError } from './UnavailableError.js';

/** One run of a script. */
export interface Command {
  readonly script: RedisScript;
  readonly keys: readonly string[];
  readonly args: readonly string[];
  /** Bytes (as UTF-16), roughly. */
  readonly size: number;
  /** While there is no link: it waits for the next, or fails. */
  readonly waits: boolean;
  /** Done twice, it is done once: it may be sent again where the link broke before the answer. */
  readonly isRepeatable: boolean;
}

export interface PendingCommandsConfig {
  readonly lifecycle$: Observable<Lifecycle<RedisLink>>;
  readonly maxPending: number;
  readonly maxPendingBytes: number;
}

interface Pending {
  readonly command: Command;
  readonly subscriber: Subscriber<unknown>;
  isSent: boolean;
}

/**
 * Runs commands in their order, over one link after another.
 *
 * ```text
 * link         ----l-----#  ---l-----      l: connected   #: broke
 * commands     -a-----b--c---d-------
 * sent             a  b  c     cd          c again, for it is repeatable; b had its answer
 * ```
 *
 * The link is needed while a command is pending. What has been given up by its subscriber is not sent any more.
 *
 * Errors of a command: `UnavailableError`. Finalization: unsubscribing takes it back if it was not sent yet.
 */
export function pendingCommands(config: PendingCommandsConfig): (command: Command) => Observable<unknown> {
  const { lifecycle$, maxPending, maxPendingBytes } = config;
  /** In the order in which they came. */
  const pending = new Set<Pending>();
  let bytes = 0;
  let sent = 0;
  let need: Subscription | undefined;
  let state: Lifecycle<RedisLink> | undefined;
  /** The engine has lost the scripts: what was sent gets its answers, then all are loaded and what is left follows in order. */
  let isLoading = false;

  const remove = (each: Pending): void => {
    if (!pending.delete(each)) return;
    bytes -= each.command.size;
    if (pending.size > 0) return;
    need?.unsubscribe();
    need = undefined;
    state = undefined;
  };
  const fail = (each: Pending, words: string, mayBeDone: boolean, cause?: unknown): void => {
    remove(each);
    each.subscriber.error(new UnavailableError(words, mayBeDone, cause));
  };
  const load = (link: RedisLink): void => {
    if (!isLoading || sent > 0) return;
    link.load().then(
      () => {
        isLoading = false;
        sendAll();
      },
      (error: unknown) => {
        isLoading = false;
        link.fail(error);
      },
    );
  };
  const settle = (each: Pending, link: RedisLink, error: unknown): void => {
    each.isSent = false;
    const outcome = outcomeOf(error);
    const { isRepeatable, waits } = each.command;
    if (outcome === 'refused') return fail(each, `Redis refuses: ${wordsOf(error)}`, false, error);
    if (outcome === 'script is gone') return void (isLoading = true);
    if (outcome === 'unknown' && (!isRepeatable || !waits || state?.status === 'disconnected')) {
      const cause = (state?.status === 'waiting' && state.cause) || error;
      fail(each, 'the link to Redis broke before the answer came', true, cause);
    }
    // It has ended already, or is of no use: what is left is for the next.
    link.fail(error);
  };
  const send = (each: Pending, link: RedisLink): void => {
    const { script, keys, args } = each.command;
    each.isSent = true;
    sent += 1;
    link.run(script, keys, args).then(
      (reply) => {
        sent -= 1;
        if (pending.has(each)) {
          remove(each);
          each.subscriber.next(reply);
          each.subscriber.complete();
        }
        load(link);
      },
      (error: unknown) => {
        sent -= 1;
        if (pending.has(each)) settle(each, link, error);
        load(link);
      },
    );
  };
  const sendAll = (): void => {
    for (const each of pending) {
      if (isLoading || state?.status !== 'connected') return;
      if (!each.isSent) send(each, state.connection);
    }
  };
  const follow = (next: Lifecycle<RedisLink>): void => {
    state = next;
    if (next.status === 'connected') {
      isLoading = false;
      sendAll();
    } else if (next.status === 'disconnected' || next.status === 'waiting') {
      const isOver = next.status === 'disconnected';
      for (const each of [...pending]) {
        if (!each.isSent && (isOver || !each.command.waits)) {
          fail(each, next.cause?.message ?? 'no link to Redis', false, next.cause);
        }
      }
    }
  };

  return (command) =>
    new Observable((subscriber) => {
      if (pending.size >= maxPending || bytes + command.size > maxPendingBytes) {
        return subscriber.error(new UnavailableError('too much waits for Redis already', false));
      }
      const each: Pending = { command, subscriber, isSent: false };
      pending.add(each);
      bytes += command.size;
      subscriber.add(() => remove(each));
      if (need === undefined) {
        need = new Subscription();
        need.add(lifecycle$.subscribe(follow));
      } else if (state?.status === 'connected') {
        if (!isLoading) send(each, state.connection);
      } else if (state !== undefined) follow(state);
    });
}
