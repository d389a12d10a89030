import { presenceScripts } from '../../lib/redis/presenceScripts.js';
import { needing } from '../support/needing.js';
import { redisOfTheseTests, redisPath } from '../support/redisServer.js';

needing('redis-server', redisPath !== undefined)('presenceScripts', () => {
  const redis = redisOfTheseTests();
  const keys = ['{a}v', '{a}p', '{a}u'];
  const run = (name: keyof typeof presenceScripts, epoch: string, ...args: string[]) =>
    redis.current.command(
      'EVAL',
      presenceScripts[name].text,
      '3',
      ...keys,
      epoch,
      '1',
      'PUBLISH',
      'a',
      '60000',
      ...args,
    );
  beforeEach(() => redis.current.command('FLUSHALL'));

  it('keeps one run of versions, until the engine is another', async () => {
    await run('touch', 'one', '30000', 'c1', 'who');
    expect(await run('list', 'two')).toEqual(['one', 1, expect.any(Number), ['c1', 'who']]);

    await redis.current.command('HSET', '{a}v', 'r', 'of another run');

    expect(await run('list', 'three')).toEqual(['three', 1, expect.any(Number), ['c1', 'who']]);
  });

  it('leaves nothing for ever', async () => {
    await run('touch', 'one', '30000', 'c1', 'who');

    for (const key of keys) expect(Number(await redis.current.command('PTTL', key))).toBeGreaterThan(0);
  });

  it('lists, and lets leave, while memory is short', async () => {
    await run('touch', 'one', '30000', 'c1', 'who', 'c2', 'who');
    await redis.current.command('CONFIG', 'SET', 'maxmemory', '1');
    try {
      await expect(run('touch', 'one', '30000', 'c3', 'who')).rejects.toThrow(/^OOM/);
      await run('leave', 'one', 'c1');
      expect(await run('list', 'one')).toEqual(['one', 3, expect.any(Number), ['c2', 'who']]);
    } finally {
      await redis.current.command('CONFIG', 'SET', 'maxmemory', '0');
    }
  });
});
