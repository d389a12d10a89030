import { first, firstValueFrom } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import type { RedisBroker } from 'rxwire/redis';

/** A broker on this Redis, with channels of this run's own; rejects where there is none. */
export async function brokerOnRedis(url: string): Promise<RedisBroker> {
  const broker = redisBroker({
    url,
    prefix: `rxwire-demo-${process.pid}`,
    historySize: 1_000,
    positionTtl: 600_000,
  });
  const state = await firstValueFrom(broker.lifecycle$.pipe(first(({ status }) => status !== 'connecting')));
  if (state.status !== 'connected')
    throw new Error('cause' in state ? state.cause?.message : 'no link to Redis');
  return broker;
}
