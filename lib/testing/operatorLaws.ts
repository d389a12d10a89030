import { Observable, take } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/** What the laws have to know of an operator. */
export interface OperatorUnderLaw<T> {
  /** Makes the operator; called once for each law. */
  readonly make: () => OperatorFunction<T, unknown>;
  /** Makes a value for the source to emit, and says how to end what is in it (a connection). */
  readonly value: () => { readonly value: T; end?(): void };
  /** The last thing that the operator emits when its source errors, where it does not pass the error on. */
  readonly tellsErrorAs?: (error: unknown) => unknown;
  /** What of an output to compare. @defaultValue its `status`, or the names of its members, or the output itself */
  readonly show?: (output: unknown) => unknown;
}

/** One law, for one operator. */
export interface OperatorLaw {
  readonly name: string;
  /** Throws, and says why, if the operator breaks the law. */
  readonly check: () => void;
}

/**
 * What holds for every operator, whatever it does, each checked in virtual time: lazy, one source subscription for each
 * subscriber, releases on unsubscribe and leaves no timer behind, completes with the source, passes errors on, no state
 * shared between two uses, and stops a synchronous source at `take(1)`. Bound to no test framework.
 *
 * ```text
 * source     a--b---|      or #, or going on
 * checked    when it is subscribed to, what is told and when, when it is released, that no timer is left
 * ```
 *
 * Errors: a `check` throws, and says why, if the operator breaks the law.
 *
 * @example
 * ```ts
 * import { filter } from 'rxjs';
 * import { operatorLaws } from 'rxwire/testing';
 *
 * const laws = operatorLaws<number>({ make: () => filter((n) => n > 0), value: () => ({ value: 1 }) });
 *
 * // for (const { name, check } of laws) it(name, check);
 * for (const { check } of laws) check();
 * ```
 */
export function operatorLaws<T>(operator: OperatorUnderLaw<T>): readonly OperatorLaw[] {
  const { make, value, tellsErrorAs, show = outline } = operator;

  return [
    law('does nothing before it is subscribed to', (clock) => {
      const { source$, counts } = watchedSource(clock, value, 'goes on');

      source$.pipe(make());

      demand(counts.subscribed === 0, `subscribed to its source ${counts.subscribed} times`);
    }),
    law('subscribes to its source once for each of its subscribers', (clock) => {
      const { source$, counts } = watchedSource(clock, value, 'goes on');
      const result$ = source$.pipe(make());

      const subscriptions = [result$.subscribe(), result$.subscribe()];
      const { subscribed } = counts;
      for (const subscription of subscriptions) subscription.unsubscribe();

      demand(subscribed === 2, `subscribed ${subscribed} times for 2 subscribers`);
    }),
    law('releases its source when it is unsubscribed from, and leaves no timer behind', (clock) => {
      const { source$, counts } = watchedSource(clock, value, 'goes on');

      const subscription = source$.pipe(make()).subscribe();
      clock.schedule(() => subscription.unsubscribe(), 5);
      clock.flush();

      demand(counts.released === 1, `released ${counts.released} of 1 subscriptions`);
      demand(clock.now() === 5, `had a timer until ${clock.now()} ms, though it was left at 5`);
    }),
    law('completes with its source, and leaves no timer behind', (clock) => {
      const { source$, counts } = watchedSource(clock, value, 'completes');

      const log = record(clock, source$.pipe(make()), show);
      clock.flush();

      demand(
        same(log.at(-1), [7, 'complete']),
        `ended with ${text(log.at(-1))} and not with its source at 7 ms`,
      );
      demand(counts.released === 1, 'did not release its source');
      demand(clock.now() === 7, `had a timer until ${clock.now()} ms, though its source completed at 7`);
    }),
    law(
      tellsErrorAs === undefined ? 'passes an error of its source on' : 'tells an error of its source',
      (clock) => {
        const error = new Error('of the source');
        const { source$, counts } = watchedSource(clock, value, error);
        const expected = tellsErrorAs === undefined ? [7, 'error', error] : [7, show(tellsErrorAs(error))];

        const log = record(clock, source$.pipe(make()), show);
        clock.flush();

        const told = log.at(tellsErrorAs === undefined ? -1 : -2);
        demand(same(told, expected), `told ${text(told)} and not ${text(expected)}`);
        demand(counts.released === 1, 'did not release its source');
      },
    ),
    law('keeps no state between two uses, at the same time or one after the other', (clock) => {
      const operator = make();
      const use = (used: OperatorFunction<T, unknown>): unknown[] =>
        record(clock, watchedSource(clock, value, 'completes').source$.pipe(used), show);

      const logs = [use(make()), use(operator), use(operator)];
      clock.flush();
      logs.push(use(operator));
      clock.flush();

      const [alone, ...shared] = logs;
      for (const log of shared) {
        demand(same(log, alone), `told ${text(log)} where a use of its own tells ${text(alone)}`);
      }
    }),
    law('stops a source that emits synchronously as soon as take(1) has enough', () => {
      let pulled = 0;
      const endless$ = new Observable<T>((subscriber) => {
        while (!subscriber.closed && pulled < 100) {
          pulled += 1;
          subscriber.next(value().value);
        }
      });

      endless$.pipe(make(), take(1)).subscribe().unsubscribe();

      demand(pulled <= 1, `took ${pulled} values from its source`);
    }),
  ];
}

function law(name: string, body: (clock: TestScheduler) => void): OperatorLaw {
  return {
    name,
    check: () => {
      const clock = new TestScheduler(() => {});
      clock.run(() => body(clock));
    },
  };
}

/** A source that emits at once and after 3 ms, ends after 7 ms if it is told to, and is counted. */
function watchedSource<T>(
  clock: TestScheduler,
  value: OperatorUnderLaw<T>['value'],
  end: 'goes on' | 'completes' | Error,
): { readonly source$: Observable<T>; readonly counts: { subscribed: number; released: number } } {
  const counts = { subscribed: 0, released: 0 };
  const source$ = new Observable<T>((subscriber) => {
    counts.subscribed += 1;
    subscriber.add(() => (counts.released += 1));
    const [first, second] = [value(), value()];
    subscriber.next(first.value);
    subscriber.add(clock.schedule(() => subscriber.next(second.value), 3));
    if (end === 'goes on') return;
    subscriber.add(
      clock.schedule(() => {
        first.end?.();
        second.end?.();
        if (end === 'completes') subscriber.complete();
        else subscriber.error(end);
      }, 7),
    );
  });
  return { source$, counts };
}

/** What a stream tells, with the time since now in ms. */
function record(
  clock: TestScheduler,
  result$: Observable<unknown>,
  show: (output: unknown) => unknown,
): unknown[] {
  const start = clock.now();
  const log: unknown[] = [];
  result$.subscribe({
    next: (output) => log.push([clock.now() - start, show(output)]),
    error: (error: unknown) => log.push([clock.now() - start, 'error', error]),
    complete: () => log.push([clock.now() - start, 'complete']),
  });
  return log;
}

function demand(holds: boolean, why: string): void {
  if (!holds) throw new Error(`the operator ${why}`);
}

function outline(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return output;
  return 'status' in output ? output.status : Object.keys(output).sort().join();
}

function same(one: unknown, other: unknown): boolean {
  return text(one) === text(other);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each instanceof Error ? String(each) : each));
}
