import { map } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import type { ConnectionError, Lifecycle } from 'rxwire';

/** States to compare with: a connection itself has functions, which no comparison can tell apart. */
export type State = Lifecycle<unknown> | { readonly status: 'connected' };

export const connected: State = { status: 'connected' };

export function connecting(attempt: number): State {
  return { status: 'connecting', attempt };
}

export function waiting(attempt: number, delay: number, cause: ConnectionError): State {
  return { status: 'waiting', attempt, delay, cause };
}

export function disconnected(cause?: ConnectionError): State {
  return cause === undefined ? { status: 'disconnected' } : { status: 'disconnected', cause };
}

/** A lifecycle, its connections left out. */
export function states<C>(): OperatorFunction<Lifecycle<C>, State> {
  return map((state) => (state.status === 'connected' ? connected : state));
}
