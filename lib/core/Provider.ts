import { catchError, defer, isObservable, of, take, throwIfEmpty } from 'rxjs';
import type { Observable } from 'rxjs';
import { ConnectionError } from './ConnectionError.js';
import { wordsOf } from './wordsOf.js';

/** What a provider is told of the dial it is asked for. */
export interface DialContext {
  /**
   * Dials of this observable in a row that did not open: 0 for the first dial and for the first one after an opening.
   * Enough to turn from a host that cannot be reached to the next. It is counted over all subscriptions.
   */
  readonly attempt: number;
}

type Eventual<T> = T | PromiseLike<T> | Observable<T>;

/** A value, a promise or an observable of it (its first value counts), or a function of the context that gives one. */
export type Provider<T, Context = DialContext> = Eventual<T> | ((context: Context) => Eventual<T>);

/**
 * Asks a provider, anew at each subscription.
 *
 * Errors: kind `provider`, naming the option, when it throws, rejects, errors or ends without a value.
 */
export function provide<T, Context>(
  option: string,
  provider: Provider<T, Context>,
  context: Context,
): Observable<T> {
  return defer(() => {
    const value =
      typeof provider === 'function' ? (provider as (c: Context) => Eventual<T>)(context) : provider;
    // Not whatever `from` takes: text is iterable too.
    return isObservable(value) || typeof (value as Partial<PromiseLike<T>> | null)?.then === 'function'
      ? (value as Observable<T>)
      : of(value as T);
  }).pipe(
    take(1),
    throwIfEmpty(),
    catchError((cause: unknown) => {
      throw new ConnectionError(
        'provider',
        `the provider of ${option} failed: ${wordsOf(cause)}`,
        { option },
        cause,
      );
    }),
  );
}
