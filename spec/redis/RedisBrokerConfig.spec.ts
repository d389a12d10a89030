import { ConnectionError } from 'rxwire';
import { redisBroker } from 'rxwire/redis';
import type { RedisBrokerConfig } from 'rxwire/redis';
import { redisBrokerSettings } from '../../lib/redis/RedisBrokerConfig.js';

describe('redisBrokerSettings', () => {
  it('fills in the defaults', () => {
    expect(redisBrokerSettings({ historySize: 5 })).toMatchObject({
      url: 'redis://127.0.0.1:6379',
      prefix: 'rxwire',
      historySize: 5,
      historyTtl: 300_000,
      epoch: 'engine',
      whenAway: 'keep',
    });
  });

  it('dials again without end, after at most 5 s', () => {
    const { backoff } = redisBrokerSettings({ random: () => 1 - Number.EPSILON });
    const context = { attempt: 10_000, elapsed: 1e12, uptime: 0, previousDelay: 5_000 };

    const decision = backoff({ ...context, cause: new Error('x') as never });

    expect(decision._tag === 'Some' && Math.round(decision.value)).toBe(5_000);
  });

  it.each([
    [{ historySize: -1 }, RangeError, 'historySize'],
    [{ historyTtl: Infinity }, RangeError, 'historyTtl'],
    [{ idempotencyTtl: NaN }, RangeError, 'idempotencyTtl'],
    [{ positionTtl: 0 }, RangeError, 'positionTtl'],
    [{ maxPending: 0 }, RangeError, 'maxPending'],
    [{ maxPendingBytes: 0 }, RangeError, 'maxPendingBytes'],
    [{ connectTimeout: 0 }, RangeError, 'connectTimeout'],
    [{ commandTimeout: 1 }, RangeError, 'commandTimeout'],
    [{ probeInterval: 0 }, RangeError, 'probeInterval'],
    [{ linger: -1 }, RangeError, 'linger'],
    [{ epoch: 'disk' as never }, TypeError, 'epoch'],
    [{ whenAway: 'drop' as never }, TypeError, 'whenAway'],
    [{ prefix: 'a{b}' }, TypeError, 'prefix'],
    [{ url: 'http://a' }, ConnectionError, 'url'],
  ] satisfies [RedisBrokerConfig, unknown, string][])(
    'refuses %p at construction',
    (config, kind, option) => {
      expect(() => redisBroker(config)).toThrow(kind as typeof RangeError);
      expect(() => redisBroker(config)).toThrow(new RegExp(`^${option} must be`));
    },
  );
});
