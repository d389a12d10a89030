import {
  EMPTY,
  Subject,
  catchError,
  defer,
  filter,
  finalize,
  ignoreElements,
  map,
  switchMap,
  take,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { Member } from './member.js';

/** What one client says, link or no link. */
export interface Chat {
  /** Says it; completes when the hub has taken it, or has refused. Cold. */
  say(channel: `chat_${string}`, text: string): Observable<never>;
  /** Lines that the hub has not taken yet. */
  readonly waiting: number;
  /** How many lines had queued while there was no link, each time when the hub has taken the last of them. */
  readonly flushed$: Observable<number>;
}

export function chat({ client, sync, transport }: Member, onError: (error: Error) => void): Chat {
  const waiting = new Set<object>();
  const settled$ = new Subject<void>();
  const settle = (line: object): void => {
    waiting.delete(line);
    settled$.next();
  };

  return {
    say: (channel, text) =>
      defer(() => {
        const line = {};
        waiting.add(line);
        return sync.publish(channel, { text, senderId: transport }).pipe(finalize(() => settle(line)));
      }).pipe(
        catchError((error: Error) => {
          onError(error);
          return EMPTY;
        }),
        ignoreElements(),
      ),
    get waiting() {
      return waiting.size;
    },
    flushed$: client.state$.pipe(
      filter(({ status }) => status === 'connected'),
      switchMap(() => {
        const queued = [...waiting];
        return queued.length === 0
          ? EMPTY
          : settled$.pipe(
              filter(() => !queued.some((line) => waiting.has(line))),
              take(1),
              map(() => queued.length),
            );
      }),
    ),
  };
}
