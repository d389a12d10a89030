import { Observable, take, tap } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { showValue } from './showValue.js';
import { watchedSource } from './watchedSource.js';

/** What the laws have to know of an operator. */
export interface OperatorUnderLaw<T> {
  /** Makes the operator, anew for each law. */
  readonly make: () => OperatorFunction<T, unknown>;
  /** Makes a value for the source to emit, and says how to end what is in it (a connection). */
  readonly value: () => { readonly value: T; end?(): void };
  /** The last thing that the operator emits when its source errors, where it does not pass the error on. */
  readonly tellsErrorAs?: (error: Error) => unknown;
  /**
   * What of an output to compare: that which is the same in each use. Functions and streams are compared by their names,
   * objects four levels deep. @defaultValue the output itself
   */
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
  const { make, value, tellsErrorAs, show = (output) => output } = operator;

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

      const last = listed(log.slice(-1));
      demand(last === '[7 ms: complete]', `ended with ${last} and not with its source at 7 ms`);
      demand(counts.released === 1, 'did not release its source');
      demand(clock.now() === 7, `had a timer until ${clock.now()} ms, though its source completed at 7`);
    }),
    law(
      tellsErrorAs === undefined ? 'passes an error of its source on' : 'tells an error of its source',
      (clock) => {
        const error = new Error('of the source');
        const { source$, counts } = watchedSource(clock, value, error);

        const log = record(clock, source$.pipe(make()), show);
        clock.flush();

        const passes = tellsErrorAs === undefined;
        const told = log.at(passes ? -1 : -2);
        const words = `7 ms: ${passes ? `error ${fully(error)}` : fully(show(tellsErrorAs(error)))}`;
        demand(told?.words === words, `told ${listed([told])} and not [${words}]`);
        demand(!passes || told?.error === error, 'told an error that says the same, but is another one');
        demand(counts.released === 1, 'did not release its source');
        demand(clock.now() === 7, `had a timer until ${clock.now()} ms, though its source failed at 7`);
      },
    ),
    law('keeps no state between two uses, at the same time or one after the other', (clock) => {
      const operator = make();
      const use = (used: OperatorFunction<T, unknown>, clock: TestScheduler): Told[] =>
        record(clock, watchedSource(clock, value, 'completes').source$.pipe(used), show);

      const logs = [use(make(), clock), use(operator, clock), use(operator, clock)];
      clock.flush();
      inVirtualTime((later) => {
        logs.push(use(operator, later));
        later.flush();
      });

      const [alone, ...shared] = logs.map(listed);
      for (const told of shared) {
        demand(told === alone, `told ${told} where a use of its own tells ${alone}`);
      }
    }),
    law('stops a source that emits synchronously as soon as take(1) has enough', () => {
      let pulled = 0;
      let enough: number | undefined;
      const endless$ = new Observable<T>((subscriber) => {
        while (!subscriber.closed && pulled < endless) {
          pulled += 1;
          subscriber.next(value().value);
        }
      });

      endless$
        .pipe(
          make(),
          tap(() => (enough ??= pulled)),
          take(1),
        )
        .subscribe()
        .unsubscribe();

      // An operator may need several values for one of its own, but not all of a source that does not end.
      const goesOn = enough !== undefined && (pulled > enough || pulled === endless);
      demand(!goesOn, `took ${pulled} values from its source`);
    }),
  ];
}

/** More values than any operator needs for one of its own. */
const endless = 100;

function law(name: string, body: (clock: TestScheduler) => void): OperatorLaw {
  return { name, check: () => inVirtualTime(body) };
}

function inVirtualTime(body: (clock: TestScheduler) => void): void {
  const clock = new TestScheduler(() => {});
  clock.run(() => body(clock));
}

/** What a stream tells, in words, with the ms since it was subscribed to. */
interface Told {
  readonly words: string;
  readonly error?: unknown;
}

function record(
  clock: TestScheduler,
  result$: Observable<unknown>,
  show: (output: unknown) => unknown,
): Told[] {
  const start = clock.now();
  const log: Told[] = [];
  const tell = (words: string, error?: unknown): unknown =>
    log.push({ words: `${clock.now() - start} ms: ${words}`, error });
  result$.subscribe({
    // At once, since what is emitted may change later.
    next: (output) => tell(fully(show(output))),
    error: (error: unknown) => tell(`error ${fully(error)}`, error),
    complete: () => tell('complete'),
  });
  return log;
}

function demand(holds: boolean, why: string): void {
  if (!holds) throw new Error(`the operator ${why}`);
}

const fully = (value: unknown): string => showValue(value, 4, Infinity);
const listed = (log: readonly (Told | undefined)[]): string =>
  `[${log.map((told) => told?.words ?? 'nothing').join(', ')}]`;
