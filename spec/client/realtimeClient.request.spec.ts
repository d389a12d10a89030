import { either } from 'fp-ts';
import { NEVER } from 'rxjs';
import { RequestError, realtimeClient } from 'rxwire';
import type { Codec } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { echoing, lawfulClient, textClient } from './lawfulClient.js';
import type { TextClient, TextClientConfig } from './lawfulClient.js';

/** `1?` asks, `1=` and more is the reply. */
const idOf = (text: string): string | undefined => /^(\d+)[?=]/.exec(text)?.[1];

const failure = (reason: RequestError['reason'], words: string, id = '1') =>
  new RequestError(reason, words, id);
const interrupted = failure('interrupted', 'the connection ended before the reply');

describe('realtimeClient.request', () => {
  it(
    'connects, sends, and emits the reply, which messages$ shows as well',
    marbles((helpers) => {
      const values = { r: '1=yes', m: 'more' };
      const transport$ = helpers.connection('-o-m-r', { values });
      const client = lawfulClient(helpers, { transport: transport$, idOf });

      const reply$ = client.request('1?');
      helpers.expectSubscriptions(transport$.subscriptions).toBe('--^------!');
      helpers.expectObservable(reply$, '--^').toBe('-------(r|)', values);
      helpers.expectObservable(client.messages$, '--^------!').toBe('-----m-r', values);
      helpers.expectSent(transport$).toBe('---q', { q: '1?' });
    }),
  );

  it(
    'matches replies by the string id of messages, unless told how',
    marbles((helpers) => {
      const reply = JSON.stringify({ id: 'r1', data: 'yes' });
      const transport$ = helpers.connection('-o-x-r', { values: { x: '{"id":7}', r: reply } });
      const client = realtimeClient({ transport: transport$, codec: jsonCodec });

      helpers
        .expectObservable(client.request({ id: 'r1' }))
        .toBe('-----(r|)', { r: { id: 'r1', data: 'yes' } });
      helpers
        .expectObservable(client.request({ id: 7 }))
        .toBe(
          '#',
          undefined,
          new TypeError('request needs a message with an id, by which its reply is known'),
        );
    }),
  );

  it(
    'keeps several requests apart, whatever the order of their replies',
    marbles((helpers) => {
      const values = { p: '1=p', q: '2=q', r: '3=r' };
      const transport$ = helpers.connection('-o--r-p-q', { values });
      const client = lawfulClient(helpers, { transport: transport$, idOf });

      helpers.expectObservable(client.request('1?')).toBe('------(p|)', values);
      helpers.expectObservable(client.request('2?')).toBe('--------(q|)', values);
      helpers.expectObservable(client.request('3?'), '--^').toBe('----(r|)', values);
      helpers
        .expectObservable(client.request('2?'), '---^')
        .toBe(
          '---#',
          undefined,
          new TypeError('request 2 is still waiting: give each request an id of its own'),
        );
    }),
  );

  it(
    'fails in time, counted from the subscription, be it on the way or still queued',
    marbles((helpers) => {
      const [open$, never$] = [helpers.connection('-o'), helpers.connection('9s o')];
      const client = lawfulClient(helpers, { transport: open$, idOf, requestTimeout: 4 });
      const offline = lawfulClient(helpers, { transport: never$, idOf });

      helpers
        .expectObservable(client.request('1?'), '-^')
        .toBe('-----#', undefined, failure('timeout', 'no reply within 4 ms'));
      helpers
        .expectObservable(client.request('2?', { timeout: 2 }), '-^')
        .toBe('---#', undefined, failure('timeout', 'no reply within 2 ms', '2'));
      helpers
        .expectObservable(offline.request('1?'), '-^')
        .toBe('- 10s #', undefined, failure('timeout', 'no reply within 10000 ms'));
    }),
  );

  it(
    'fails when the link ends before the reply, with the message sent but once',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o--#', '-o-r'], { values: { r: '1=late' } });
      const client = lawfulClient(helpers, { transport: transport$, idOf });

      helpers.expectObservable(client.messages$, '^ 12ms !').toBe('----------r', { r: '1=late' });
      helpers.expectObservable(client.request('1?')).toBe('----#', undefined, interrupted);
      helpers.expectSent(transport$).toBe('-q', { q: '1?' });
    }),
  );

  it.each<[string, (client: TextClient) => void]>([
    ['disconnected', (client) => client.disconnect()],
    ['disposed of', (client) => client.dispose()],
  ])('fails when the client is %s while the reply is awaited', (_, end) =>
    marbles((helpers) => {
      const client = lawfulClient(helpers, { transport: helpers.connection('-o'), idOf });

      helpers.expectObservable(client.request('1?')).toBe('---#', undefined, interrupted);
      helpers.act('---x', { x: () => end(client) });
    })(),
  );

  it(
    'waits in the queue over a disconnect, and goes out after connect',
    marbles((helpers) => {
      const transport$ = helpers.connection(['9ms o', '-o-r'], { values: { r: '1=yes' } });
      const client = lawfulClient(helpers, { transport: transport$, idOf });

      helpers.expectObservable(client.request('1?')).toBe('--------(r|)', { r: '1=yes' });
      helpers.act('--x--c---x', { x: client.disconnect, c: client.connect });
    }),
  );

  it(
    'fails when its message is dropped: for want of room, with the client, or at once',
    marbles((helpers) => {
      const make = (config: Partial<TextClientConfig> = {}) =>
        lawfulClient(helpers, { transport: helpers.connection('9s o'), idOf, ...config });
      const full = make({ outbox: { capacity: 1 } });
      const disposed = make();
      const small = make({ outbox: { maxBytes: 1 } });
      const strict = make({ outbox: { capacity: 1, overflow: 'error' } });
      strict.send('first');

      helpers
        .expectObservable(full.request('1?'))
        .toBe('--#', undefined, failure('dropped', 'dropped: overflow'));
      helpers
        .expectObservable(disposed.request('1?'))
        .toBe('--#', undefined, failure('dropped', 'dropped: disposed'));
      helpers
        .expectObservable(small.request('1?'))
        .toBe('#', undefined, failure('dropped', 'dropped: too-large'));
      helpers
        .expectObservable(strict.request('1?'))
        .toBe('#', undefined, failure('dropped', 'dropped: overflow'));
      helpers.act('--x', { x: () => [full.send('other'), disposed.dispose()] });
    }),
  );

  it('tells its failures apart by their reason', () => {
    const reasons: unknown[] = [];
    const error = ({ reason }: RequestError) => reasons.push(reason);

    marbles((helpers) => {
      const client = textClient({ transport: helpers.connection('-o-#'), idOf, outbox: { maxBytes: 9 } });
      client.request('1?').subscribe({ error });
      client.request('2?', { timeout: 2 }).subscribe({ error });
      client.request('3? too large').subscribe({ error });
      helpers.act('-----x', { x: client.dispose });
    })();

    expect(reasons).toEqual(['dropped', 'timeout', 'interrupted']);
  });

  it('emits a reply that comes while the message is being sent', () => {
    const seen: string[] = [];

    marbles((helpers) => {
      const client = textClient({
        transport: echoing(helpers.connection('o'), (text) => text.replace('?', '=echo')),
        idOf,
      });
      client.messages$.subscribe((text) => seen.push(`message ${text}`));
      client.request('1?').subscribe({
        next: (text) => seen.push(`reply ${text}`),
        complete: () => seen.push('complete'),
      });
      helpers.act('--x', { x: client.dispose });
    })();

    expect(seen).toEqual(['reply 1=echo', 'complete', 'message 1=echo']);
  });

  it(
    'lets go when unsubscribed before the reply: no timer, no listener, and the id is free again',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-----r', { values: { r: '1=yes' } });
      const client = lawfulClient(helpers, { transport: transport$, idOf });

      helpers.expectObservable(client.request('1?'), '^--!').toBe('');
      helpers.expectObservable(client.request('1?'), '----^-!').toBe('');
      helpers.expectSubscriptions(transport$.subscriptions).toBe(['^--!', '----^-!']);
    }),
  );

  it.each([0, -1, NaN, 2 ** 31])('refuses a timeout of %d', (timeout) => {
    const client = textClient({ transport: NEVER, idOf });

    expect(() => client.request('1?', { timeout })).toThrow(/^timeout must be .*got /);
  });
});

const jsonCodec: Codec<unknown, unknown, string> = {
  decode: (input) => either.right(JSON.parse(String(input))),
  encode: (message) => JSON.stringify(message),
};
