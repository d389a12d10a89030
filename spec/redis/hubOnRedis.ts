import { firstValueFrom, map } from 'rxjs';
import { constant, dataSync, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { redisBroker } from 'rxwire/redis';
import type { RedisBroker, RedisBrokerConfig } from 'rxwire/redis';
import type { Published, PublishOptions } from 'rxwire/server';
import { hubServer } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

/** A hub on a Redis, a client of it, and the broker itself. */
export interface HubOnRedis {
  readonly broker: RedisBroker;
  /** What the client sees of channel `a`: the text of each publication, or `gap` and why. */
  readonly seen: readonly string[];
  /** Resolves when the client has seen this. */
  sees(what: string): Promise<unknown>;
  publish(text: string, options?: PublishOptions): Promise<Published>;
}

/** A broker that dials again at once. */
export const impatient: RedisBrokerConfig = { backoff: constant(10), linger: 10 };

export async function hubOnRedis(
  config: RedisBrokerConfig,
  { positionCheck = 30_000 } = {},
): Promise<HubOnRedis> {
  const broker = redisBroker({ ...impatient, ...config });
  const { url, events } = await hubServer({ broker, positionCheck });
  const client = realtimeClient({ url, codec: messages, policy: constant(10), closeTimeout: 100 });
  released(() => client.dispose());
  const sync = dataSync(client);
  const told = recorded(
    sync
      .channel('a')
      .pipe(
        map((event) =>
          event.kind === 'publication'
            ? (event.data as { text: string }).text
            : `gap: ${String((event as { reason?: string }).reason)}`,
        ),
      ),
  );
  const publish = (text: string, options: PublishOptions = {}): Promise<Published> =>
    firstValueFrom(broker.publish('a', bodyOf(text), options));
  await events.first(({ type }) => type === 'subscribed');
  await publish('ready');
  return {
    broker,
    seen: told.seen,
    sees: (what) => told.first((each) => each === what),
    publish,
  };
}

export function bodyOf(text: string): string {
  return JSON.stringify({
    type: 'chat',
    data: { text },
    channel: 'a',
    timestamp: '2026-01-01T00:00:00.000Z',
  });
}
