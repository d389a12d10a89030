import { asapScheduler, endWith, ignoreElements, subscribeOn, takeUntil } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Connection } from './Connection.js';

/**
 * Work that goes on beside a connection: from the end of its opening turn until the link ends.
 *
 * ```text
 * incoming$     -a--b--|
 * work$         1--2--3--4--
 * whileOpen     1--2--3|
 * ```
 *
 * It waits for the opening turn to pass, so that frames kept for the first subscriber are not spent on it.
 */
export function whileOpen<T>(connection: Connection<unknown, never>, work$: Observable<T>): Observable<T> {
  const ended$ = connection.ended$ ?? connection.incoming$.pipe(ignoreElements(), endWith(0));
  return work$.pipe(takeUntil(ended$), subscribeOn(asapScheduler));
}
