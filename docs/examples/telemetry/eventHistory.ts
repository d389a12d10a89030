import type { MessageEventInit } from 'rxwire/messages';

/** The last events of a stream: what a client that comes back has missed. */
export interface EventHistory {
  keep(event: MessageEventInit): void;
  /** What came behind the event with this ID; all that is kept when the ID is not, and nothing without one. */
  after(lastEventId: string): readonly MessageEventInit[];
}

/** Keeps the last `capacity` events. */
export function eventHistory(capacity: number): EventHistory {
  const kept: MessageEventInit[] = [];
  return {
    keep: (event) => {
      kept.push(event);
      if (kept.length > capacity) kept.shift();
    },
    after: (lastEventId) => {
      if (lastEventId === '') return [];
      return kept.slice(kept.findIndex((event) => event.lastEventId === lastEventId) + 1);
    },
  };
}
