import { map, retry, skip } from 'rxjs';
import { RequestError, constant, realtimeClient } from 'rxwire';
import { realtimeClient as nodeClient } from 'rxwire/node';
import type { Lifecycle, RealtimeConnection, RealtimeMetrics } from 'rxwire';
import type { MarbleHelpers } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { textCodec } from './lawfulClient.js';

/** `1?` asks, `1=` and more is the reply. */
const idOf = (text: string): string | undefined => /^(\d+)[?=]/.exec(text)?.[1];
/** The place of the transport that is connected over, else the state: d for disconnected, i for connecting. */
const place = map((state: Lifecycle<RealtimeConnection<string, string>>) => {
  if (state.status === 'connected') return String(state.connection.transport);
  return state.status === 'connecting' ? 'i' : state.status.charAt(0);
});

/** A client whose first transport is blocked until its second dial, 10 ms after the second transport opened at 1 ms. */
function blocked(helpers: MarbleHelpers, unsent = () => 0) {
  const first$ = helpers.connection(['-#', 'ow--------r'], { values: { r: '1=yes' } });
  const second$ = helpers.connection('o-a-b', { buffered: unsent });
  const client = realtimeClient<string, string, string>({
    transports: [first$, second$],
    fallback: { probe: constant(10), drainTimeout: 5 },
    codec: textCodec,
    idOf,
  });
  return { client, first$, second$ };
}

describe('realtimeClient over several transports', () => {
  it(
    'goes on over the next one, and is connected all the while when it goes back',
    marbles((helpers) => {
      const { client } = blocked(helpers);

      helpers.expectObservable(client.state$.pipe(skip(1), place), '^ 29ms !').toBe('i1----------0');
      helpers
        .expectObservable(client.messages$, '^ 29ms !')
        .toBe('---a-b------w--------r', { a: 'a', b: 'b', w: 'w', r: '1=yes' });
    }),
  );

  it(
    'sends each message once, in order: what comes while it changes over the new one',
    marbles((helpers) => {
      let unsent = 0;
      const { client, first$, second$ } = blocked(helpers, () => unsent);

      client.connect();
      helpers.act('--a 10ms bc 20ms x', {
        a: () => [client.send('a'), (unsent = 1)],
        b: () => client.send('b'),
        c: () => client.send('c'),
        x: client.dispose,
      });
      helpers.expectSent(second$).toBe('--a');
      // Open at 11, and its first word at 12; five more for what was sent before.
      helpers.expectSent(first$).toBe('17ms (bc)');
    }),
  );

  it(
    'tells who waits for a reply over the old one, who may ask again, behind what resubscribes',
    marbles((helpers) => {
      const { client, first$, second$ } = blocked(helpers);
      const interrupted = new RequestError('interrupted', 'the connection ended before the reply', '1');

      client.state$.subscribe((state) => {
        if (state.status === 'connected') state.connection.send('subscribe');
      });
      helpers.expectObservable(client.request('1?', { timeout: 25 })).toBe('12ms #', undefined, interrupted);
      helpers.expectObservable(client.messages$, '^ 29ms !');
      helpers.expectSent(second$).toBe('-(sq)', { s: 'subscribe', q: '1?' });
      helpers.expectSent(first$).toBe('12ms s', { s: 'subscribe' });
    }),
  );

  it(
    'has the reply to a request that was asked again over the new one',
    marbles((helpers) => {
      const { client, first$ } = blocked(helpers);

      client.connect();
      helpers.act('30ms x', { x: client.dispose });
      client.state$.subscribe((state) => {
        if (state.status === 'connected') state.connection.send('subscribe');
      });
      helpers.expectObservable(client.request('1?').pipe(retry(1))).toBe('21ms (r|)', { r: '1=yes' });
      helpers.expectSent(first$).toBe('12ms (sq)', { s: 'subscribe', q: '1?' });
    }),
  );

  it('takes up at once who asks again, also where nobody else listens and the link would take anything', () => {
    const sent: string[] = [];
    const errors: unknown[] = [];
    marbles((helpers) => {
      const first$ = helpers.connection(['-#', 'ow']);
      const second$ = helpers.connection('o');
      const client = realtimeClient<string, string, string>({
        transports: [
          first$.pipe(map((link) => ({ ...link, send: (text: unknown) => void sent.push(String(text)) }))),
          second$,
        ],
        fallback: { probe: constant(10) },
        codec: textCodec,
        idOf,
      });
      const asking = client
        .request('1?')
        .pipe(retry())
        .subscribe({ error: (error) => errors.push(error) });
      helpers.act('40ms x', { x: () => asking.unsubscribe() });
    })();

    expect(errors).toEqual([]);
    expect(sent).toEqual(['1?']);
  });

  it('counts takeovers, and says which transport it is', () => {
    const seen: RealtimeMetrics[] = [];
    marbles((helpers) => {
      const { client } = blocked(helpers);
      const look = () => seen.push(client.metrics.snapshot());
      client.connect();
      helpers.act('l-l 19ms l-r-x', {
        l: look,
        r: () => [client.metrics.reset(), look()],
        x: client.dispose,
      });
    })();

    expect(
      seen.map(({ transport, takeovers, attempts, reconnects }) => [
        transport,
        takeovers,
        attempts,
        reconnects,
      ]),
    ).toEqual([
      [undefined, 0, 1, 0],
      [1, 0, 1, 0],
      [0, 1, 1, 0],
      [0, 0, 0, 0],
    ]);
  });

  it(
    'in Node as well',
    marbles((helpers) => {
      const client = nodeClient({
        transports: [helpers.connection<string, string>('-#'), helpers.connection<string, string>('o')],
        codec: textCodec,
      });
      helpers.expectObservable(client.messages$, '^ 5ms !').toBe('');
      helpers.expectObservable(client.state$.pipe(place), '--^-!').toBe('--1');
    }),
  );
});
