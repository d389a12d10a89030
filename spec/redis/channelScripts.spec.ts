import { createHash } from 'node:crypto';
import { firstValueFrom, from } from 'rxjs';
import { channelKeys } from '../../lib/redis/channelKeys.js';
import { channelScripts } from '../../lib/redis/channelScripts.js';
import { needing } from '../support/needing.js';
import { redisOfTheseTests, redisPath } from '../support/redisServer.js';

needing('redis-server', redisPath !== undefined)('channelScripts', () => {
  const redis = redisOfTheseTests();
  const run = async (name: keyof typeof channelScripts, keys: readonly string[], args: readonly string[]) =>
    redis.current.command('EVAL', channelScripts[name].text, String(keys.length), ...keys, ...args);
  const keysOf = (channel: string) => {
    const { position, history, order, latest, id } = channelKeys('s', channel);
    return {
      publish: [position, history, order, latest, `${id}m`],
      history: [position, history, order],
      position,
      stream: history,
    };
  };
  const publish = (
    channel: string,
    body: string,
    { epoch = 'e', bound = '1', own = '0', size = '100' } = {},
  ) =>
    run('publish', keysOf(channel).publish, [
      body,
      epoch,
      bound,
      size,
      '300000',
      own,
      '0',
      '60000',
      'PUBLISH',
      `${channel}:c`,
    ]);
  const read = (channel: string, { epoch = 'h', bound = '1' } = {}) =>
    run('history', keysOf(channel).history, ['0', '100', epoch, bound, '300000', '60000']);

  it('begins an epoch with the first publication, and keeps it', async () => {
    expect(await publish('a', 'x', { epoch: 'one' })).toEqual([1, 'one', 0]);
    expect(await publish('a', 'y', { epoch: 'two' })).toEqual([2, 'one', 0]);
    expect(await read('a')).toMatchObject([
      'one',
      2,
      1,
      [
        [expect.stringMatching(/^1-\d{13}$/), ['b', 'x']],
        [expect.stringMatching(/^2-\d{13}$/), ['b', 'y']],
      ],
    ]);
  });

  it('begins another when the engine is another run, and goes on counting', async () => {
    await publish('b', 'x', { epoch: 'one' });
    await redis.current.command('HSET', keysOf('b').position, 'r', 'of another run');

    expect(await publish('b', 'y', { epoch: 'two' })).toEqual([2, 'two', 0]);
    expect(((await read('b')) as unknown[])[3]).toHaveLength(2);
  });

  it('does not look at the run where epochs are bound to the data', async () => {
    await publish('c', 'x', { epoch: 'one', bound: '0' });

    expect(await redis.current.command('HGET', keysOf('c').position, 'r')).toBe('');
    expect(await publish('c', 'y', { epoch: 'two', bound: '0' })).toEqual([2, 'one', 0]);
  });

  it('begins another where the position is gone, behind the highest offset that the rest knows', async () => {
    for (const body of ['x', 'y', 'z']) await publish('d', body, { epoch: 'one' });
    await redis.current.command('DEL', keysOf('d').position);

    expect(await read('d', { epoch: 'two' })).toMatchObject(['two', 3, 1, { length: 3 }]);
    expect(await publish('d', 'w', { epoch: 'three' })).toEqual([4, 'two', 0]);
  });

  it('writes offsets beyond 10^14 in full', async () => {
    await publish('e', 'x');
    await redis.current.command('HSET', keysOf('e').position, 'o', '123456789012345678'.slice(0, 16));
    const heard = firstValueFrom(from(publish('e', 'y')));

    expect(await heard).toEqual([1_234_567_890_123_457, 'e', 0]);
    expect(
      await redis.current.command('XREVRANGE', keysOf('e').stream, '+', '-', 'COUNT', '1'),
    ).toMatchObject([[expect.stringMatching(/^1234567890123457-/), ['b', 'y']]]);
  });

  it('lets positions expire, but for those of channels that have keys', async () => {
    await publish('f', 'x');
    expect(Number(await redis.current.command('PTTL', keysOf('f').position))).toBeGreaterThan(50_000);
    const { publish: keys, position } = keysOf('f');
    const set = ['b', 'e', '1', '100', '300000', '0', '0', '60000', 'PUBLISH', 'c', 'set', 'k', '', ''];
    await run('publish', keys, set);
    expect(await redis.current.command('PTTL', position)).toBe(-1);
  });

  it('writes nothing while memory is short, and reads all the same', async () => {
    await publish('g', 'x', { epoch: 'one' });
    await redis.current.command('CONFIG', 'SET', 'maxmemory', '1');
    try {
      await expect(publish('g', 'y')).rejects.toThrow(/^OOM/);
      expect(await read('g')).toMatchObject(['one', 1, 1, { length: 1 }]);
      expect(await read('new', { epoch: 'two' })).toEqual(['two', 0, 1, []]);
    } finally {
      await redis.current.command('CONFIG', 'SET', 'maxmemory', '0');
    }
  });

  it('are what the engine knows by their digest', async () => {
    const digest = await redis.current.command('SCRIPT', 'LOAD', channelScripts.check.text);

    expect(digest).toBe(createHash('sha1').update(channelScripts.check.text).digest('hex'));
    expect(await run('check', [], ['0'])).toBe('data');
    expect(await run('check', [], ['1'])).toMatch(/^[0-9a-f]{40}$/);
  });
});
