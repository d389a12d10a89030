import { firstValueFrom, lastValueFrom, mergeMap, range, toArray } from 'rxjs';
import { redisBroker } from 'rxwire/redis';
import { channelKeys } from '../../lib/redis/channelKeys.js';
import { channelScripts } from '../../lib/redis/channelScripts.js';
import { faultProxy } from '../support/faultProxy.js';
import { needing } from '../support/needing.js';
import { recorded } from '../support/recorded.js';
import { redisPath, redisServer } from '../support/redisServer.js';
import type { RedisServer } from '../support/redisServer.js';
import { released } from '../support/released.js';
import { bodyOf, hubOnRedis, impatient } from './hubOnRedis.js';

needing('redis-server', redisPath !== undefined)('a broker on a Redis to which things happen', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await redisServer('--appendonly', 'yes', '--appendfsync', 'everysec');
  }, 20_000);
  afterAll(() => redis.end());
  let count = 0;
  const keys = () => ({ url: redis.url, prefix: `f${count++}` });

  it('FLUSHALL: tells the gap, and goes on in another epoch', async () => {
    const { seen, sees, publish } = await hubOnRedis(keys());
    const before = await publish('x');
    await sees('x');

    await redis.command('FLUSHALL');
    const after = await publish('y');
    await sees('gap: epoch');
    await publish('z');
    await sees('z');

    expect(after.epoch).not.toBe(before.epoch);
    expect(seen.slice(seen.indexOf('x')).filter((each) => each !== 'y')).toEqual(['x', 'gap: epoch', 'z']);
  });

  it('FLUSHALL with nothing published after it: the position check finds out', async () => {
    const { sees, publish } = await hubOnRedis(keys(), { positionCheck: 50 });
    await publish('x');
    await sees('x');

    await redis.command('FLUSHALL');

    await sees('gap: epoch');
  });

  it('SCRIPT FLUSH: costs nothing, not even the order of what is on its way', async () => {
    const broker = redisBroker({ ...impatient, ...keys() });
    await firstValueFrom(broker.publish('a', 'first'));

    const flushed = redis.command('SCRIPT', 'FLUSH');
    const published = await lastValueFrom(
      range(0, 500).pipe(
        mergeMap((n) => broker.publish('a', String(n), { history: { size: 1_000, ttl: 60_000 } })),
        toArray(),
      ),
    );
    await flushed;
    const { items } = await firstValueFrom(broker.history('a', 1, 1_000));

    expect(published.map(({ offset }) => offset)).toEqual(Array.from({ length: 500 }, (_, n) => n + 2));
    expect(items.map(({ body }) => Number(body))).toEqual([...Array(500).keys()]);
  });

  it('killed and restarted with append-only: everything acknowledged is there, and the gap is told', async () => {
    const { broker, seen, sees, publish } = await hubOnRedis(keys());
    const before = await publish('x');
    await sees('x');

    await redis.kill();
    const meanwhile = publish('y', { id: 'm-1' });
    await redis.start();
    const after = await meanwhile;
    await sees('gap: epoch');
    await publish('z');
    await sees('z');

    expect(after).toMatchObject({ offset: before.offset + 1, duplicate: false });
    expect(after.epoch).not.toBe(before.epoch);
    const { items } = await firstValueFrom(broker.history('a', 0, 10));
    expect(items.map(({ body }) => (JSON.parse(body) as { data: { text: string } }).data.text)).toEqual([
      ...['ready', 'x', 'y', 'z'],
    ]);
    expect(seen).toContain('gap: epoch');
  }, 20_000);

  it('restarted empty: another epoch, from 1 on', async () => {
    const empty = await redisServer();
    released(() => empty.end());
    const broker = redisBroker({ ...impatient, url: empty.url });
    const before = await firstValueFrom(broker.publish('a', 'x'));

    await empty.kill();
    await empty.start();
    const after = await firstValueFrom(broker.publish('a', 'y'));

    expect(after.offset).toBe(1);
    expect(after.epoch).not.toBe(before.epoch);
  }, 20_000);

  it('CLIENT KILL TYPE pubsub: what was published meanwhile comes from the history, and nobody is told of a gap', async () => {
    const { broker, seen, sees, publish } = await hubOnRedis(keys());
    await publish('a');
    await sees('a');
    const events = recorded(broker.subscribe('a'));
    await events.first(({ kind }) => kind === 'live');

    await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    for (const text of ['b', 'c', 'd']) await publish(text);
    await sees('d');

    expect(seen.slice(seen.indexOf('a'))).toEqual(['a', 'b', 'c', 'd']);
    await events.first(({ kind }) => kind === 'interrupted');
    await events.first(({ kind }, index) => kind === 'live' && index > 1);
  });

  it('CLIENT PAUSE: publications wait, and leave once', async () => {
    const { seen, sees, publish } = await hubOnRedis(keys());
    await publish('a');
    await sees('a');

    await redis.command('CLIENT', 'PAUSE', '400', 'ALL');
    const published = await Promise.all(['b', 'c', 'd'].map((text) => publish(text)));
    await sees('d');

    expect(new Set(published.map(({ offset }) => offset)).size).toBe(3);
    expect(seen.slice(seen.indexOf('a'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stopped for longer than a command may take: the link is dialled anew, and what had no answer is sent again, once', async () => {
    const { seen, sees, publish, broker } = await hubOnRedis({
      ...keys(),
      commandTimeout: 100,
      connectTimeout: 100,
      probeInterval: 100,
    });
    await publish('a');
    await sees('a');
    const story = recorded(broker.lifecycle$);

    redis.freeze();
    const published = publish('b', { id: 'm-b' });
    await story.first(({ status }) => status === 'waiting');
    expect(broker.isReady).toBe(false);
    redis.thaw();
    await published;
    await publish('c');
    await sees('c');

    expect(broker.isReady).toBe(true);
    expect(seen.slice(seen.indexOf('a'))).toEqual(['a', 'b', 'c']);
  }, 20_000);

  it('out of memory: refuses with a typed error, does nothing by halves, and reads all the same', async () => {
    const broker = redisBroker({ ...impatient, ...keys() });
    await firstValueFrom(broker.publish('a', 'x'));
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    try {
      await expect(firstValueFrom(broker.publish('a', 'y'))).rejects.toMatchObject({
        name: 'UnavailableError',
        code: 'UNAVAILABLE',
        mayBeDone: false,
        message: expect.stringMatching(/OOM/),
      });
      expect(await firstValueFrom(broker.history('a', 0, 10))).toMatchObject({
        top: 1,
        items: [{ offset: 1, body: 'x' }],
      });
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    }
    expect((await firstValueFrom(broker.publish('a', 'z'))).offset).toBe(2);
  });

  it('the output buffer of a slow link of announcements runs over: repaired from the history', async () => {
    const { seen, sees, publish } = await hubOnRedis(keys());
    await publish('a');
    await sees('a');
    await redis.command('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 1024 1024 0');
    try {
      // One announcement that is larger than the buffer may be.
      await publish(`b${'-'.repeat(1_000_000)}`);
      await redis.command('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 33554432 8388608 60');
      await publish('c');
      await sees('c');
    } finally {
      await redis.command('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 33554432 8388608 60');
    }

    expect(seen.slice(seen.indexOf('a')).map((text) => text[0])).toEqual(['a', 'b', 'c']);
  });

  it('a lost announcement: its successor betrays it, and it is delivered first', async () => {
    const config = keys();
    const { seen, sees, publish } = await hubOnRedis(config);
    await publish('a');
    await sees('a');

    await publishUnheard(config.prefix, 'b');
    await publish('c');
    await sees('c');

    expect(seen.slice(seen.indexOf('a'))).toEqual(['a', 'b', 'c']);
  });

  it('a lost announcement without a successor: the position check finds it', async () => {
    const config = keys();
    const { sees, publish } = await hubOnRedis(config, { positionCheck: 50 });
    await publish('a');
    await sees('a');

    await publishUnheard(config.prefix, 'b');

    await sees('b');
  });

  it('announcements that come twice, or late: delivered once', async () => {
    const config = keys();
    const { seen, sees, publish } = await hubOnRedis(config);
    const { epoch, offset } = await publish('a');
    await sees('a');
    const { published } = channelKeys(config.prefix, 'a');

    for (const late of [offset, offset - 1, offset]) {
      await redis.command('PUBLISH', published, `${late}:${epoch}:${bodyOf('late')}`);
    }
    await redis.command('PUBLISH', published, 'of somebody else');
    await publish('b');
    await sees('b');

    expect(seen.slice(seen.indexOf('a'))).toEqual(['a', 'b']);
  });

  it('a publish whose answer was lost after it was done: sent again, taken once', async () => {
    const proxy = await faultProxy(redis.port);
    const broker = redisBroker({ ...impatient, ...keys(), url: proxy.url.replace('ws', 'redis') });
    const first = await firstValueFrom(broker.publish('a', 'x'));

    proxy.silence('down');
    const published = firstValueFrom(broker.publish('a', 'y', { id: 'm-1' }));
    const direct = redisBroker({ ...impatient, url: redis.url, prefix: `f${count - 1}` });
    await redis.until(async () => (await firstValueFrom(direct.history('a', 0, 0))).top === 2);
    proxy.reset();

    expect(await published).toEqual({ offset: 2, epoch: first.epoch, duplicate: true });
    expect((await firstValueFrom(broker.history('a', 0, 10))).top).toBe(2);
  });

  it('the same without an id: nobody knows, and that is said', async () => {
    const proxy = await faultProxy(redis.port);
    const broker = redisBroker({ ...impatient, ...keys(), url: proxy.url.replace('ws', 'redis') });
    await firstValueFrom(broker.publish('a', 'x'));

    proxy.silence('down');
    const published = firstValueFrom(broker.publish('a', 'y'));
    const refusal = expect(published).rejects.toMatchObject({ code: 'UNAVAILABLE', mayBeDone: true });
    proxy.reset();

    await refusal;
  });

  it('cut off while publications are refused meanwhile: a typed error at once, with the cause', async () => {
    const config = keys();
    const proxy = await faultProxy(redis.port);
    let at = proxy.url.replace('ws', 'redis');
    const broker = redisBroker({ ...impatient, ...config, url: () => at, whenAway: 'refuse', linger: 1_000 });
    await firstValueFrom(broker.publish('a', 'x'));
    const story = recorded(broker.lifecycle$);
    at = 'redis://127.0.0.1:1';
    proxy.reset();
    await story.first(({ status }) => status === 'waiting');

    await expect(firstValueFrom(broker.publish('a', 'y'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayBeDone: false,
      cause: { name: 'ConnectionError' },
    });
    expect(broker.isReady).toBe(false);
    at = redis.url;
    await story.first(({ status }, index) => status === 'connected' && index > 1);
    expect((await firstValueFrom(broker.publish('a', 'z'))).offset).toBe(2);
  });

  /** Takes a publication into the history, and announces it where nobody listens. */
  async function publishUnheard(prefix: string, text: string): Promise<void> {
    const { position, history, order, latest, id } = channelKeys(prefix, 'a');
    const five = [position, history, order, latest, id];
    const args = [bodyOf(text), 'unused', '1', '100', '300000', '0', '0', '60000', 'PUBLISH', 'nowhere'];
    await redis.command('EVAL', channelScripts.publish.text, '5', ...five, ...args);
  }
});
