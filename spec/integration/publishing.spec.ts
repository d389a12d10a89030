import { concatMap, defer, filter, firstValueFrom, lastValueFrom, range, toArray } from 'rxjs';
import { constant, dataSync, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { faultProxy } from '../support/faultProxy.js';
import { hubServer } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

const count = 40;

describe('publishing over a link that is cut', () => {
  it.each([
    // The frame of such a publish has some 110 bytes: the cut wanders through it.
    { direction: 'up', at: (n: number) => n * 2 + 1, duplicates: 0 },
    // The acknowledgement has some 170: it does not arrive, though the publish has.
    { direction: 'down', at: (n: number) => n * 4 + 1, duplicates: count },
  ] as const)(
    'takes each publication once when the link ends in the middle of a frame $direction',
    async ({ direction, at, duplicates }) => {
      const { port } = await hubServer({ requestRate: 10_000, requestBurst: 10_000 });
      const proxy = await faultProxy(port);
      const client = realtimeClient({
        url: `${proxy.url}hub`,
        codec: messages,
        policy: constant(1),
        reconnect: { minUptime: 0 },
        lazy: false,
      });
      released(() => client.dispose());
      const welcomed = firstValueFrom(client.messages$);
      client.connect();
      // The hub's welcome: what passes from then on is ours.
      await welcomed;
      const sync = dataSync(client);
      const reader = realtimeClient({ url: `ws://127.0.0.1:${port}/hub`, codec: messages });
      released(() => reader.dispose());
      const seen = recorded(dataSync(reader).channel('a'));
      await firstValueFrom(reader.state$.pipe(filter(({ status }) => status === 'connected')));

      const replies = await lastValueFrom(
        range(0, count).pipe(
          concatMap((n) =>
            defer(() => {
              proxy.endAfter(at(n), direction);
              return sync.publish('a', { n }, { id: `m-${n}` });
            }),
          ),
          toArray(),
        ),
      );
      await seen.first((_, index) => index === count - 1);

      const offsets = Array.from({ length: count }, (_, index) => index + 1);
      expect(replies.map(({ offset }) => offset)).toEqual(offsets);
      expect(replies.filter(({ duplicate }) => duplicate)).toHaveLength(duplicates);
      expect(seen.seen.map((event) => event.kind === 'publication' && event.id)).toEqual(
        offsets.map((offset) => `m-${offset - 1}`),
      );
      expect(client.metrics.snapshot().reconnects).toBeGreaterThanOrEqual(count);
    },
    30_000,
  );
});
