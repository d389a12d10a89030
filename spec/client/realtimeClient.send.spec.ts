import { OutboxOverflowError } from 'rxwire';
import type { SendOutcome } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { lawfulClient } from './lawfulClient.js';

describe('realtimeClient.send', () => {
  it('answers what became of the message', () => {
    const outcomes: SendOutcome[] = [];

    marbles((helpers) => {
      const client = lawfulClient(helpers, {
        transport: helpers.connection('-o'),
        outbox: { capacity: 2, maxBytes: 8, overflow: 'drop-newest' },
      });
      const send = (text: string) => () => outcomes.push(client.send(text));
      helpers.act('abcd-s?x-t', {
        a: send('a'),
        b: send('b'),
        c: send('c'),
        d: () => [send('far too large')(), client.connect()],
        s: send('s'),
        '?': send('?'),
        x: client.disconnect,
        t: () => [client.dispose(), send('t')()],
      });
    })();

    expect(outcomes).toEqual([
      { status: 'queued', ahead: 0 },
      { status: 'queued', ahead: 1 },
      { status: 'dropped', reason: 'overflow' },
      { status: 'dropped', reason: 'too-large' },
      { status: 'sent' },
      { status: 'dropped', reason: 'unsendable', cause: new TypeError('cannot be encoded') },
      { status: 'dropped', reason: 'disposed' },
    ]);
  });

  it(
    'sends what was queued first, and in order, also across failed dials and a link that ends meanwhile',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-#', '-o-#', '-o']);
      const client = lawfulClient(helpers, { transport: transport$ });
      const send = (text: string) => () => client.send(text);

      helpers.expectObservable(client.messages$, '^ 20ms !').toBe('');
      helpers.act('a-----b-cd', {
        a: send('a'),
        b: send('b'),
        c: send('c'),
        d: send('d'),
      });
      helpers.expectSent(transport$).toBe('-----ab----(cd)');
    }),
  );

  it(
    'throws when a queue that may not overflow is full, and stays in order',
    marbles((helpers) => {
      const client = lawfulClient(helpers, {
        transport: helpers.connection('9ms o'),
        outbox: { capacity: 1, overflow: 'error' },
      });
      client.send('a');

      expect(() => client.send('b')).toThrow(OutboxOverflowError);
      expect(client.metrics.snapshot()).toMatchObject({ enqueued: 2, queued: 1, dropped: { overflow: 1 } });
    }),
  );

  it(
    'writes nothing to a peer that takes nothing, and goes on when it does again',
    marbles((helpers) => {
      const { scheduler } = helpers;
      const transport$ = helpers.connection('o', { buffered: () => (scheduler.frame < 30 ? 50 : 0) });
      const client = lawfulClient(helpers, { transport: transport$, outbox: { highWaterMark: 40 } });
      client.connect();

      helpers.act('ab- 50ms x', {
        a: () => expect(client.send('a')).toEqual({ status: 'queued', ahead: 0 }),
        b: () => expect(client.send('b')).toEqual({ status: 'queued', ahead: 1 }),
        x: client.disconnect,
      });
      helpers.expectSent(transport$).toBe('40ms (ab)');
    }),
  );
});
