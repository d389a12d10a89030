import { Subscription } from 'rxjs';
import type { Observable } from 'rxjs';

/** The requests of one client that are under way, by id. */
export interface SessionRequests {
  readonly size: number;
  has(id: string): boolean;
  /** Writes what comes, until it completes. */
  begin(id: string, texts$: Observable<string>): void;
  /** False, if there is none. */
  cancel(id: string): boolean;
  /** Cancels all, and begins no more. */
  end(): void;
}

export function sessionRequests(write: (text: string) => void): SessionRequests {
  const all = new Subscription();
  const running = new Map<string, Subscription>();

  return {
    get size() {
      return running.size;
    },
    has: (id) => running.has(id),
    begin: (id, texts$) => {
      if (all.closed) return;
      const request = new Subscription(() => running.delete(id));
      running.set(id, request);
      all.add(request);
      request.add(texts$.subscribe({ next: write, complete: () => request.unsubscribe() }));
    },
    cancel: (id) => {
      const request = running.get(id);
      request?.unsubscribe();
      return request !== undefined;
    },
    end: () => all.unsubscribe(),
  };
}
