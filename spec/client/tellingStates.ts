import { filter, skip, take } from 'rxjs';
import type { Connection, Lifecycle, LifecycleStatus } from 'rxwire';
import type { TextClient } from './lawfulClient.js';

/** Does something once, as soon as a state comes. */
export function once(
  client: TextClient,
  status: LifecycleStatus,
  effect: (state: Lifecycle<Connection<string, string>>) => void,
): void {
  client.state$
    .pipe(
      skip(1),
      filter((state) => state.status === status),
      take(1),
    )
    .subscribe(effect);
}

/** What an observer sees of the states, from now on. */
export function statuses(client: TextClient): LifecycleStatus[] {
  const seen: LifecycleStatus[] = [];
  client.state$.subscribe(({ status }) => seen.push(status));
  return seen;
}
