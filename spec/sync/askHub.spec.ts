import { either } from 'fp-ts';
import { RefusedError, askHub, constant, realtimeClient } from 'rxwire';
import type { Codec, SyncMessage } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

const codec: Codec<SyncMessage, object, string> = {
  decode: (text) => either.right(JSON.parse(text as string) as SyncMessage),
  encode: (message) => JSON.stringify(message),
};
const reply = (data: object, type = 'systemMessage') => JSON.stringify({ type, id: 'r', data });
const values = {
  n: reply({ action: 'next', value: 'a' }),
  r: reply({ action: 'reply', value: 'a' }),
  c: reply({ action: 'complete' }),
  e: reply({ code: 'FORBIDDEN', message: 'you may not', retryable: false, retryAfter: null }, 'error'),
  x: closedBy(1012),
  u: reply({ action: 'ack' }),
};
const timestamp = (ms: number) => new Date(ms).toISOString();
const ask = (ms: number) => JSON.stringify({ type: 'quote', timestamp: timestamp(ms), id: 'r', data: 7 });
const cancel = (ms: number) =>
  JSON.stringify({
    type: 'systemMessage',
    timestamp: timestamp(ms),
    data: { action: 'cancel', request: 'r' },
  });

describe('askHub', () => {
  it.each<[what: string, wire: string, unsubscribed: string, expected: string, isCancelled: boolean]>([
    ['one value', '-o-u-r', '^ 19ms !', '-----(a|)', false],
    ['no value', '-o---c', '^ 19ms !', '-----|', false],
    ['several', '-o-n-n-c', '^ 19ms !', '---a-a-|', false],
    ['a refusal', '-o---e', '^ 19ms !', '-----#', false],
    ['one that is left', '-o-n-n', '----!', '---a', true],
    ['one that is late', '-o', '^ 19ms !', '--------#', true],
    ['a link that ends', '-o-n-x', '^ 19ms !', '---a-#', false],
    ['what was not sent', '-- 99ms o', '----!', '', false],
  ])(
    'asks, and tells the peer if it leaves before the end: %s',
    (_, wire, unsubscribed, expected, isCancelled) => {
      const sent: string[] = [];
      let at = 0;
      marbles((helpers) => {
        const transport$ = helpers.connection(wire, { values });
        const client = realtimeClient<SyncMessage, object, unknown>({
          transport: transport$,
          codec,
          policy: constant(50),
        });
        const asked$ = askHub(client, { type: 'quote', data: 7, timeout: 8, newId: () => 'r' });
        const error =
          wire.includes('e') && !wire.includes('u')
            ? new RefusedError({ code: 'FORBIDDEN', message: 'you may not', retryable: false })
            : undefined;

        client.connect();
        transport$.sent$.subscribe((text) => {
          sent.push(text);
          at = helpers.scheduler.now();
        });
        if (expected.includes('#') && error === undefined) {
          const seen: unknown[] = [];
          asked$.subscribe({ error: (cause: { reason: string }) => seen.push(cause.reason) });
          helpers.act('18ms l', {
            l: () => expect(seen).toEqual([wire.includes('x') ? 'interrupted' : 'timeout']),
          });
        } else helpers.expectObservable(asked$, unsubscribed).toBe(expected, undefined, error);
        helpers.act('30ms x', { x: client.dispose });
      })();

      const isAsked = !wire.includes('99ms');
      expect(sent).toEqual([...(isAsked ? [ask(0)] : []), ...(isCancelled ? [cancel(at)] : [])]);
    },
  );
});
