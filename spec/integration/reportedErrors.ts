import { ReplaySubject, config, firstValueFrom, take, toArray } from 'rxjs';
import { released } from '../support/released.js';

/** The messages of what consumers threw, which rxjs reports in a later turn; until the test is over. */
export function reportedErrors(): { first(count: number): Promise<string[]> } {
  const messages$ = new ReplaySubject<string>();
  config.onUnhandledError = (error) => messages$.next((error as Error).message);
  released(() => {
    config.onUnhandledError = null;
  });
  return { first: (count) => firstValueFrom(messages$.pipe(take(count), toArray())) };
}
