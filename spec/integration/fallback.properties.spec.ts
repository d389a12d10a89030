import fc from 'fast-check';
import { lastValueFrom } from 'rxjs';
import { constant, dataSync, fromWebSocket, realtimeClient } from 'rxwire/node';
import type { ChannelEvent } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { memoryBroker } from 'rxwire/server';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { twoDoors } from '../support/twoDoors.js';
import type { UpgradeFate } from '../support/upgradeProxy.js';

interface Step {
  /** What becomes of upgrades from now on. */
  readonly fate: UpgradeFate;
  /** What is reset then. */
  readonly reset: 'webSockets' | 'others' | 'all' | 'none';
  /** Whether to publish until the transport has changed, or so many times. */
  readonly until: 'changed' | number;
}

const step = fc.record<Step>({
  fate: fc.constantFrom<UpgradeFate>('pass', 'pass', 'refuse', 'hang', 'silence', 'drop'),
  reset: fc.constantFrom('webSockets', 'others', 'all', 'none'),
  until: fc.oneof(fc.constant('changed' as const), fc.integer({ min: 0, max: 40 })),
});
/** How many publications a change of the transport is waited for. */
const longest = 150;
const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** What an observer was told of: id and data by offset, and anything else as it is. */
const told = (event: ChannelEvent): unknown =>
  event.kind === 'publication' ? [event.offset, event.id, event.data] : event.kind;

/** Plays a script over sockets; says how often the transport took over and how often it reconnected. */
async function play(steps: readonly Step[]) {
  const { served, url, proxy, client, sync, joined } = await twoDoors(
    {
      broker: memoryBroker({ historySize: 100_000 }),
      recoveryLimit: 100_000,
      requestRate: 1e6,
      requestBurst: 1e6,
      positionCheck: 100,
    },
    { proofTimeout: 15, probe: constant(5) },
  );
  const direct = realtimeClient({ transport: fromWebSocket({ url }), codec: messages, policy: constant(1) });
  released(() => direct.dispose());
  const readers = dataSync(direct);
  const reference = recorded(readers.channel('a'));
  const seen = recorded(sync.channel('a'));
  await lastValueFrom(readers.publish('elsewhere', 0));
  await joined();

  const acknowledged: Promise<readonly unknown[]>[] = [];
  let published = 0;
  const publish = async (): Promise<void> => {
    const n = ++published;
    if (n % 5 === 0) {
      const reply = lastValueFrom(sync.publish('a', { n }, { id: `m-${n}`, timeout: 20_000 }));
      acknowledged.push(reply.then(({ offset, id }) => [offset, id, { n }]));
    } else await lastValueFrom(served.publish('a', { n }, { id: `s-${n}` }));
    await turn();
  };
  for (const { fate, reset, until } of steps) {
    const { transport } = client.metrics.snapshot();
    proxy.fate = fate;
    if (reset !== 'none') proxy.reset(reset);
    const isDone = (count: number): boolean =>
      until === 'changed' ? client.metrics.snapshot().transport !== transport : count >= until;
    for (let count = 0; count < longest && !isDone(count); count++) await publish();
  }
  proxy.fate = 'pass';
  const replies = await Promise.all(acknowledged);
  await lastValueFrom(served.publish('a', 'the end', { id: 'end' }));
  const isEnd = (event: ChannelEvent): boolean => event.kind === 'publication' && event.data === 'the end';
  await Promise.all([reference.first(isEnd), seen.first(isEnd)]);

  const history = reference.seen.map(told);
  expect(history.map((each) => (each as readonly unknown[])[0])).toEqual(
    history.map((_, index) => index + 1),
  );
  expect(history).toHaveLength(published + 1);
  expect(seen.seen.map(told)).toEqual(history);
  for (const reply of replies) expect(history).toContainEqual(reply);
  const { takeovers, reconnects } = client.metrics.snapshot();
  client.dispose();
  direct.dispose();
  return { takeovers, reconnects };
}

describe('a client that changes its transport at random moments', () => {
  it('sees what the history is, whatever is blocked and cut while all publish', async () => {
    const counts = { takeovers: 0, reconnects: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        const { takeovers, reconnects } = await play(steps);
        counts.takeovers += takeovers;
        counts.reconnects += reconnects;
      }),
      { numRuns: 8, endOnFailure: true },
    );

    expect(counts.takeovers).toBeGreaterThan(5);
    expect(counts.reconnects).toBeGreaterThan(15);
  }, 120_000);
});
