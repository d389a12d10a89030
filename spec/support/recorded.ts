import {
  ReplaySubject,
  catchError,
  defaultIfEmpty,
  filter,
  firstValueFrom,
  ignoreElements,
  of,
  tap,
} from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import { facts } from './facts.js';
import { released } from './released.js';

/** A subscription that keeps all it saw. */
export interface Recorded<T> {
  /** What it saw so far. */
  readonly seen: readonly T[];
  readonly subscription: Subscription;
  /** The first value, past or to come, that fits. */
  first(fits?: (value: T, index: number) => boolean): Promise<T>;
  /** All values, once it has ended, in whatever way. */
  all(): Promise<readonly T[]>;
  /** How it ended: the facts of the error, or `undefined` on completion. */
  end(): Promise<unknown>;
}

/** Subscribes at once, and unsubscribes after the test at the latest. */
export function recorded<T>(source$: Observable<T>): Recorded<T> {
  const all$ = new ReplaySubject<T>();
  const seen: T[] = [];
  const subscription = source$.pipe(tap((value) => void seen.push(value))).subscribe(all$);
  released(() => subscription.unsubscribe());

  const end = (): Promise<unknown> =>
    firstValueFrom(
      all$.pipe(
        ignoreElements(),
        catchError((error: unknown) => of(facts(error))),
        defaultIfEmpty(undefined),
      ),
    );

  return {
    seen,
    subscription,
    first: (fits = () => true) => firstValueFrom(all$.pipe(filter(fits))),
    all: () => end().then(() => seen),
    end,
  };
}
