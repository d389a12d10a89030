import type { Observable } from 'rxjs';

/**
 * The values of a stream as an async iterator, for servers that want one; `ended` is called when it has ended or was
 * returned. Not a generator: the return of one waits for its next value.
 */
export function eachValueOf<T>(source$: Observable<T>, ended: () => void): AsyncIterableIterator<T> {
  const values: T[] = [];
  let wake = (): void => {};
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    ended();
    wake();
  };
  const subscription = source$.subscribe({
    next: (value) => {
      values.push(value);
      wake();
    },
    complete: end,
  });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      while (open && values.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return values.length > 0
        ? { done: false, value: values.shift() as T }
        : { done: true, value: undefined };
    },
    return: () => {
      subscription.unsubscribe();
      values.length = 0;
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
