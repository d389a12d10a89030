import { singleEngine } from '../../lib/redis/singleEngine.js';
import { needing } from '../support/needing.js';
import { redisOfTheseTests, redisPath } from '../support/redisServer.js';
import { released } from '../support/released.js';

needing('redis-server', redisPath !== undefined)('singleEngine', () => {
  const redis = redisOfTheseTests();
  const connected = async () => {
    const heard: string[] = [];
    const failures: unknown[] = [];
    const engine = singleEngine(
      redis.current.url,
      { client: {} },
      {
        announcement: (text, channel) => heard.push(`${channel} ${text}`),
        failed: (error) => failures.push(error),
      },
    );
    released(() => engine.destroy());
    await engine.connect();
    return { engine, heard, failures };
  };

  it('loads a script and runs it, and runs one that is not loaded', async () => {
    const { engine } = await connected();
    const digest = await engine.load('return { KEYS[1], ARGV[1], #KEYS }');

    expect(await engine.run(digest, ['k'], ['a'])).toEqual(['k', 'a', 1]);
    expect(await engine.evaluate('return ARGV[1]', [], ['b'])).toBe('b');
  });

  it('listens to thousands of channels at once, and ignores them again', async () => {
    const { engine, heard } = await connected();
    const channels = Array.from({ length: 2_500 }, (_, n) => `c${n}`);

    await engine.listen(channels);
    await redis.current.command('PUBLISH', 'c2499', 'x');
    await engine.ping();
    expect(heard).toEqual(['c2499 x']);
    await engine.ignore(channels);

    expect(await redis.current.command('PUBLISH', 'c2499', 'y')).toBe(0);
  });

  it('says when the link broke, and does not dial by itself', async () => {
    const { engine, failures } = await connected();
    const waiting = engine.evaluate('return 1', [], []);
    await waiting;

    await redis.current.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await redis.current.until(() => failures.length > 0);

    await expect(engine.ping()).rejects.toThrow();
    expect(failures).toHaveLength(1);
  });
});
