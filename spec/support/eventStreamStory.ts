import { EMPTY, concat, map, of, throwError, timer } from 'rxjs';
import type { RespondWithEventsConfig } from 'rxwire/server';

/**
 * What a server says to an EventSource that it wants to see everything: types, IDs, several lines, comments while it is quiet,
 * an end, a failure, and at last 204.
 */
export const story: Pick<RespondWithEventsConfig, 'events' | 'keepAlive'> = {
  keepAlive: 10,
  events: ({ lastEventId }) => {
    switch (lastEventId) {
      case '':
        return of(
          { retry: 20 },
          { comment: 'data: hello' },
          { type: 'price', data: 'a\nb', lastEventId: '1' },
          { data: ' c\r\nid: 7\n', lastEventId: '\u00fc-2' },
        );
      case '\u00fc-2':
        return concat(
          timer(50).pipe(map(() => ({ type: 'price', data: 'resumed', lastEventId: '3' }))),
          of({ data: '' }),
          throwError(() => new Error('of the events')),
        );
      case '3':
        return of({ type: 'price', data: 'and again', lastEventId: '4' });
      default:
        return EMPTY;
    }
  },
};

/** What the client has seen when it has been told to stop. */
export const seenOfStory = {
  events: [
    ['price', 'a\nb', '1'],
    ['message', ' c\nid: 7\n', '\u00fc-2'],
    ['price', 'resumed', '3'],
    ['message', '', '3'],
    ['price', 'and again', '4'],
  ],
  opened: 3,
};

/** The last event IDs that it has come with. */
export const resumedInStory = ['', '\u00fc-2', '3', '4'];

/** Watches the story with an EventSource until that is closed. Sent to a page as text: it uses nothing of this file. */
export function watchStory(
  EventSourceClass: typeof EventSource,
  url: string,
): Promise<{ readonly events: readonly (readonly string[])[]; readonly opened: number }> {
  return new Promise((resolve) => {
    const events: string[][] = [];
    let opened = 0;
    const source = new EventSourceClass(url);
    const see = ({ type, data, lastEventId }: MessageEvent): void => {
      events.push([type, data as string, lastEventId]);
    };
    source.addEventListener('message', see);
    source.addEventListener('price', see);
    source.addEventListener('open', () => (opened += 1));
    source.addEventListener('error', () => {
      if (source.readyState === EventSourceClass.CLOSED) resolve({ events, opened });
    });
  });
}
