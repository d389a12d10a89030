import { Subject, mergeMap, map, merge, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { protocolPing } from 'rxwire/node';
import type { NodeWebSocketConnection } from 'rxwire/node';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

/** A connection whose pings and pongs are drawn. */
function linkWith(config: {
  readonly incoming$: Observable<string>;
  readonly pong$?: Observable<string>;
  readonly pinged$: Subject<string>;
}): NodeWebSocketConnection {
  const { incoming$, pong$ = new Subject<string>(), pinged$ } = config;
  return {
    incoming$,
    activity$: merge(incoming$, pong$),
    pong$,
    protocol: 'chat',
    ping: (payload = '') => pinged$.next(payload),
    send: () => undefined,
    buffered: () => 0,
    close: () => undefined,
  };
}

describe('protocolPing', () => {
  it(
    'ends a link that shows no sign of life within the timeout of a ping',
    marbles(({ hot, expectObservable }) => {
      const incoming$ = hot('--------m---');
      const pong$ = hot('    ----1-------');
      const pings = '        ---p--q--r--';
      const expected = '     c----------#';
      const pinged$ = new Subject<string>();

      const watched$ = of(linkWith({ incoming$, pong$, pinged$ })).pipe(
        protocolPing({ interval: 3, timeout: 2 }),
        map(() => 'c'),
        failingWithFacts(),
      );

      expectObservable(pinged$).toBe(pings, { p: '1', q: '2', r: '3' });
      expectObservable(watched$).toBe(expected, undefined, { kind: 'heartbeat-timeout', timeout: 2 });
    }),
  );

  it(
    'measures from ping to matching pong',
    marbles(({ hot, expectObservable }) => {
      const pong$ = hot('     -----1-x-2--');
      const unsubscribed = '  ^----------!';
      const expected = '      -----a---b--';
      const pinged$ = new Subject<string>();

      const rtt$ = of(linkWith({ incoming$: hot('-'), pong$, pinged$ })).pipe(
        protocolPing({ interval: 3, timeout: 9 }),
        mergeMap((connection) => connection.rtt$),
      );

      expectObservable(rtt$, unsubscribed).toBe(expected, { a: 2, b: 3 });
    }),
  );

  it(
    'leaves the messages and everything else of the connection as it was',
    marbles(({ hot, expectObservable }) => {
      const link = linkWith({ incoming$: hot('-1'), pinged$: new Subject<string>() });

      const same$ = of(link).pipe(
        protocolPing(),
        map(({ rtt$, ...rest }) => ({ ...rest, measured: rtt$ !== undefined })),
      );

      expectObservable(same$, '^-!').toBe('c', { c: { ...link, measured: true } });
    }),
  );

  it(
    'stops with the connection',
    marbles(({ hot, expectObservable }) => {
      const incoming$ = hot('----|');
      const pings = '        --p--';
      const expected = '     c---|';
      const pinged$ = new Subject<string>();

      const watched$ = of(linkWith({ incoming$, pinged$ })).pipe(
        protocolPing({ interval: 2, timeout: 9 }),
        map(() => 'c'),
      );

      expectObservable(pinged$).toBe(pings, { p: '1' });
      expectObservable(watched$).toBe(expected);
    }),
  );

  it.each([
    ['interval', { interval: 0 }],
    ['timeout', { timeout: -1 }],
  ])('refuses a bad %s at construction', (option, config) => {
    expect(() => protocolPing(config)).toThrow(option);
  });
});
