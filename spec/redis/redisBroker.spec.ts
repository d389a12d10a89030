import { firstValueFrom, timer } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import type { RedisBrokerConfig } from 'rxwire/redis';
import { brokerContract } from '../server/brokerContract.js';
import { needing } from '../support/needing.js';
import { redisOfTheseTests, redisPath } from '../support/redisServer.js';

needing('redis-server', redisPath !== undefined)('redisBroker', () => {
  const redis = redisOfTheseTests();
  let count = 0;
  /** Each with keys of its own. */
  const made = (config: RedisBrokerConfig = {}) =>
    redisBroker({ url: redis.current.url, prefix: `t${count++}`, linger: 10, ...config });

  brokerContract('redisBroker', (config) => ({
    broker: made(config),
    elapse: (ms) => firstValueFrom(timer(ms)),
  }));
});
