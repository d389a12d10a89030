import { BehaviorSubject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Lifecycle } from '../core/Lifecycle.js';

/** The state of a client as a stream that replays the current one. */
export interface StateStream<C> {
  readonly state$: Observable<Lifecycle<C>>;
  readonly current: Lifecycle<C>;
  next(state: Lifecycle<C>): void;
  complete(): void;
}

/**
 * Publishes states in the order in which they came about, to everyone, even when an observer causes the next one.
 *
 * ```text
 * next                  connecting   connected   disconnected (from within an observer of connected)
 * every observer sees   connecting   connected   disconnected
 * ```
 *
 * A plain `BehaviorSubject` would show `disconnected` to later observers before `connected`. A second `disconnected`
 * in a row is not passed on, so that the cause of the first one stands.
 */
export function stateStream<C>(): StateStream<C> {
  const states$ = new BehaviorSubject<Lifecycle<C>>({ status: 'disconnected' });
  const pending: Lifecycle<C>[] = [];
  let current = states$.value;
  let publishing = false;
  let completed = false;

  return {
    state$: states$.asObservable(),
    get current() {
      return current;
    },
    next: (state) => {
      if (completed || (state.status === 'disconnected' && current.status === 'disconnected')) return;
      current = state;
      pending.push(state);
      if (publishing) return;
      publishing = true;
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) states$.next(next);
      publishing = false;
      if (completed) states$.complete();
    },
    complete: () => {
      completed = true;
      if (!publishing) states$.complete();
    },
  };
}
