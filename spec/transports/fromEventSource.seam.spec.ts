import { EMPTY, filter, from, map, mergeMap } from 'rxjs';
import { constant, fromEventSource, outbox, reconnect, whileConnected } from 'rxwire';
import type { EventSourceConnection } from 'rxwire';
import { eventStreamFetch } from '../support/eventStreamFetch.js';
import { marbles } from '../support/marbles.js';

const url = 'http://a/';
/** Events whose ID is their data, and one without an ID of its own. */
const chunks = {
  ...Object.fromEntries([...'123'].map((id) => [id, `id: ${id}\ndata: ${id}\n\n`])),
  n: 'data: n\n\n',
};

describe('fromEventSource, at the seam', () => {
  it.each([
    ['repeats the last event', ['o-1-2#', 'o-2-3'], '--1-2----(3)'],
    ['goes on behind the last event', ['o-1-2#', 'o-3'], '--1-2--(3)'],
    ['names no IDs, so that nothing can be told apart', ['o-n#', 'o-n'], '--n--(n)'],
  ])('drops what is doubled, and nothing else, of a server that %s', (_, diagrams, expected) => {
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch(diagrams, chunks);

      // The recipe of docs/event-sources.md.
      const data$ = fromEventSource({ url, fetch }).pipe(
        reconnect(constant(0)),
        whileConnected(({ incoming$, resumedFrom }) =>
          incoming$.pipe(filter((event) => event.lastEventId === '' || event.lastEventId !== resumedFrom)),
        ),
        map(({ data }) => data),
      );

      expectObservable(data$, '^-----------!').toBe(expected.replace(/\((.)\)/, '$1'));
    })();
  });

  it(
    'has an outbox drop what is sent, as unsendable, once the stream is open',
    marbles(({ scheduler, expectObservable }) => {
      const { fetch } = eventStreamFetch('--o');
      const box = outbox<string>();
      const states$ = fromEventSource({ url, fetch }).pipe(
        reconnect(constant(1)),
        box.deliver<EventSourceConnection & { send(message: string): void }>(),
        mergeMap(() => EMPTY),
      );
      const send$ = from(['early']).pipe(map(box.send));
      const fates$ = box.settled$.pipe(
        map(({ message, ...fate }) =>
          fate.status === 'dropped'
            ? [message, fate.reason, (fate.cause as { readonly kind?: string } | undefined)?.kind]
            : [message, fate.status],
        ),
      );

      scheduler.schedule(() => box.send('late'), 4);

      expectObservable(states$, '^-----!').toBe('');
      expectObservable(send$).toBe('(q|)', { q: { status: 'queued', ahead: 0 } });
      expectObservable(fates$, '^-----!').toBe('--a-b', {
        a: ['early', 'unsendable', 'unsupported'],
        b: ['late', 'unsendable', 'unsupported'],
      });
    }),
  );
});
