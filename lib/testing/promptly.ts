/** A promise of code under test, settled from outside. */
export interface Promptly<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * A promise that tells in the turn in which it is settled, so that what hangs on its `then` happens in virtual time.
 *
 * Code that says `await` instead waits for the end of the platform's turn, which no virtual clock reaches.
 */
export function promptly<T>(): Promptly<T> {
  const asked: (() => void)[] = [];
  let settled: { readonly value: T } | { readonly error: unknown } | undefined;
  const settle = (outcome: NonNullable<typeof settled>): void => {
    if (settled !== undefined) return;
    settled = outcome;
    for (const tell of asked.splice(0)) tell();
  };
  const then = <A, B>(
    done?: ((value: T) => A) | null,
    failed?: ((error: unknown) => B) | null,
  ): Promise<A | B> => {
    const next = promptly<A | B>();
    const tell = (): void => {
      const outcome = settled as NonNullable<typeof settled>;
      try {
        const answer =
          'value' in outcome
            ? done
              ? done(outcome.value)
              : outcome.value
            : failed
              ? failed(outcome.error)
              : thrown(outcome.error);
        if (isThenable(answer)) answer.then(next.resolve, next.reject);
        else next.resolve(answer as A | B);
      } catch (error) {
        next.reject(error);
      }
    };
    if (settled === undefined) asked.push(tell);
    else tell();
    return next.promise;
  };
  const promise = {
    then,
    catch: (failed: (error: unknown) => unknown) => then(undefined, failed),
    finally: (last: () => void) =>
      then(
        (value) => (last(), value),
        (error) => (last(), thrown(error)),
      ),
  };
  return {
    promise: promise as unknown as Promise<T>,
    resolve: (value) => settle({ value }),
    reject: (error) => settle({ error }),
  };
}

function thrown(error: unknown): never {
  throw error;
}

function isThenable(value: unknown): value is PromiseLike<never> {
  return typeof (value as Partial<PromiseLike<never>> | null | undefined)?.then === 'function';
}
