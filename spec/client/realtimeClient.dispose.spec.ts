import { EMPTY, NEVER, catchError, concat, ignoreElements, map, merge, of, throwError } from 'rxjs';
import type { Connection } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { conserves, drawnStates, lawfulClient, sum, textClient } from './lawfulClient.js';

describe('realtimeClient, disposed of', () => {
  it(
    'disconnects and completes everything',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a-b');
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$).toBe('---a|');
      helpers.expectObservable(client.invalid$).toBe('----|');
      helpers.expectObservable(drawnStates(client)).toBe('ic--(d|)');
      helpers.expectObservable(client.metrics$.pipe(ignoreElements())).toBe('----|');
      helpers.act('----x', { x: client.dispose });
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^---!');
    }),
  );

  it(
    'drops what is queued, and says so in the last of its metrics',
    marbles((helpers) => {
      const client = textClient({ transport: helpers.connection('9ms o') });
      ['a', 'b', 'c'].map(client.send);

      const drops$ = client.metrics$.pipe(map(({ queued, dropped }) => `${queued} ${dropped.disposed}`));
      helpers.expectObservable(drops$).toBe('q-(r|)', { q: '3 0', r: '0 3' });
      helpers.act('--x', { x: client.dispose });
    }),
  );

  it('bears being disposed of twice, and every call after it', () => {
    const left: unknown[] = [];

    marbles((helpers) => {
      const transport$ = helpers.connection('o-a');
      const client = textClient({ transport: transport$, linger: 5, idOf: (text) => text });
      client.send('before');
      client.dispose();
      client.dispose();
      client.connect();
      client.disconnect();
      left.push(client.send('after'));
      client.metrics.reset();
      left.push(conserves(client.metrics.snapshot()), sum(client.metrics.snapshot().dropped));

      const error$ = client.request('r').pipe(catchError((error: unknown) => of(error)));
      const streams$ = merge(client.messages$, client.invalid$, client.state$.pipe(map(String)));
      helpers.expectObservable(streams$).toBe('|');
      helpers.expectObservable(client.metrics$.pipe(ignoreElements())).toBe('|');
      helpers.expectObservable(client.drain()).toBe('(r|)', { r: { delivered: 0, left: 0 } });
      helpers
        .expectObservable(error$.pipe(map((error) => (error as { reason: string }).reason)))
        .toBe('(d|)', {
          d: 'dropped',
        });
      helpers.expectSubscriptions(transport$.subscriptions).toBe([]);
    })();

    expect(left).toEqual([{ status: 'dropped', reason: 'disposed' }, true, 0]);
  });

  it.each([
    ['dialling', NEVER],
    ['waiting', throwError(brokenLink)],
    ['connected', concat(of(openLink()), NEVER)],
  ])('leaves no timer behind when %s', (_, transport$) => {
    const timers: number[] = [];

    marbles((helpers) => {
      const client = textClient({
        transport: transport$,
        linger: 9,
        heartbeat: { interval: 3, ping: () => 'ping' },
        idOf: (text) => text,
      });
      const count = () => timers.push(timersOf(helpers));
      merge(client.messages$, client.metrics$, client.request('r').pipe(catchError(() => EMPTY))).subscribe();
      client.drain();
      count();
      client.dispose();
      count();
    })();

    expect(timers[0]).toBeGreaterThanOrEqual(4);
    expect(timers[1]).toBe(0);
  });
});

/** A link that is open, and of which nothing is heard. */
function openLink(): Connection<string, string> {
  return { incoming$: NEVER, send: () => {}, buffered: () => 1, close: () => {} };
}
