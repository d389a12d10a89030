import { EMPTY, switchMap, throwError } from 'rxjs';
import type { ObservableInput, OperatorFunction } from 'rxjs';
import type { Lifecycle } from '../core/Lifecycle.js';

/**
 * Uses each connection for as long as it lasts: from a lifecycle to what flows over it.
 *
 * ```text
 * lifecycle$                             i--c-----w---i--d-----x
 * c.incoming$                               -a-b--|
 * d.incoming$                                            -c-d--
 * whileConnected((c) => c.incoming$)     ----a-b----------c-d--#   x: disconnected with a cause
 * ```
 *
 * Errors: with the cause, when the lifecycle ends in one. Completes when it ends without.
 * Finalization: unsubscribes from both.
 */
export function whileConnected<C, T>(
  project: (connection: C) => ObservableInput<T>,
): OperatorFunction<Lifecycle<C>, T> {
  return switchMap((state) => {
    if (state.status === 'connected') return project(state.connection);
    if (state.status === 'disconnected' && state.cause !== undefined) {
      const { cause } = state;
      return throwError(() => cause);
    }
    return EMPTY;
  });
}
