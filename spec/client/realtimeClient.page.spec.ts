import { map, of } from 'rxjs';
import { constant, realtimeClient } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { textCodec } from '../support/textCodec.js';

describe('realtimeClient, of a page', () => {
  it(
    'follows the page, and says so in its state',
    marbles(({ connection, hot, expectObservable }) => {
      const source$ = connection(['-o', '-o']);
      const frozen$ = hot('        ----t---f', { t: true, f: false });
      const unsubscribed = '       ----------!';
      const expected = '           ic--w---ic';

      const client = realtimeClient({
        transport: source$,
        codec: textCodec,
        policy: constant(1),
        page: { page: { online$: of(true), visible$: of(true), frozen$ } },
      });
      const told$ = client.state$.pipe(
        map(({ status }) => (status === 'connected' ? 'c' : status === 'waiting' ? 'w' : 'i')),
      );

      client.connect();
      expectObservable(told$, unsubscribed).toBe(expected);
      hot('                      ----------x').subscribe(client.dispose);
    }),
  );

  it(
    'believes what the application says of being offline before the page',
    marbles(({ connection, expectObservable }) => {
      const client = realtimeClient({
        transport: connection(['-o']),
        codec: textCodec,
        page: { page: { online$: of(true), visible$: of(true), frozen$: of(false) } },
        reconnect: { offline$: of(true) },
      });

      client.connect();
      expectObservable(client.state$.pipe(map(({ status }) => status)), '-----!').toBe('w', { w: 'waiting' });
    }),
  );
});
