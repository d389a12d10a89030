import { ConnectionError } from 'rxwire';
import { catchError, throwError } from 'rxjs';
import type { MonoTypeOperatorFunction } from 'rxjs';

/** What a `ConnectionError` says, as plain data: jest compares errors by their message alone. */
export function facts(error: unknown): unknown {
  return error instanceof ConnectionError ? { ...error } : error;
}

/** Fails with the facts of the error in place of the error, for marbles. */
export function failingWithFacts<T>(): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => throwError(() => facts(error)));
}
